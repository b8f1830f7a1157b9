namespace SaaSGate.Postgres.Search;

/// <summary>Where a text stands in an exchange. The letters are PostgreSQL's weights.</summary>
internal enum TextPlace
{
    /// <summary>What a tool is called with.</summary>
    ToolInput = 'A',

    /// <summary>What Claude says.</summary>
    Answer = 'B',

    /// <summary>What Claude is given: prompts and results of tools.</summary>
    Given = 'C',

    /// <summary>What Claude thinks.</summary>
    Thought = 'D',
}
