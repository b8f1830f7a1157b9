namespace SaaSGate.Inspection.Exfiltration.Threats;

/// <summary>Who vouches for a text of a request.</summary>
internal enum TextOrigin
{
    /// <summary>The skill's own words, and Claude's.</summary>
    Trusted,

    /// <summary>A user's prompt.</summary>
    User,

    /// <summary>What came from elsewhere: tool results, documents, search results.</summary>
    Foreign,

    /// <summary>What Claude hands to a tool.</summary>
    ToolInput,
}
