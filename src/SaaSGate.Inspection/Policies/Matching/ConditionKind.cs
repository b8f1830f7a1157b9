namespace SaaSGate.Inspection.Policies.Matching;

/// <summary>What a rule may ask, each answered by itself.</summary>
internal enum ConditionKind
{
    Findings,
    Text,
    Tools,
    ToolInput,
    Destinations,
    Models,
    Endpoints,
    McpServers,
    ContainerSkills,
    Files,
    MaxTokens,
    RequestTokens,
    Time,
    Labels,
    FirstSeen,
}
