namespace SaaSGate.Gateway.Holds;

/// <summary>What is held, as the region link calls it.</summary>
internal static class HoldStages
{
    public const string Request = "request", ToolUse = "tool_use";
}
