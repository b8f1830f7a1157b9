namespace SaaSGate.Inspection.Requests;

/// <summary>What part of a request a block is.</summary>
public enum RequestBlockKind
{
    /// <summary>The system prompt, or one of its content blocks.</summary>
    System,

    /// <summary>One tool's definition.</summary>
    Tool,

    /// <summary>The content of a message, or one of its content blocks.</summary>
    Message,

    /// <summary>A body that is kept whole, because it is no request in Claude's format.</summary>
    Whole,
}
