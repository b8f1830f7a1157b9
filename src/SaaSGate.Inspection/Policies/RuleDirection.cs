namespace SaaSGate.Inspection.Policies;

/// <summary>Which way a rule looks.</summary>
[Flags]
internal enum RuleDirection
{
    Request = 1,
    Response = 2,
    Both = Request | Response,

    /// <summary>At each tool call of an answer, before the skill gets it.</summary>
    ToolUse = 4,
}
