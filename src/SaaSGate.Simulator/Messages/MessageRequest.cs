using System.Text.Json;

namespace SaaSGate.Simulator.Messages;

/// <summary>A valid request for a message, as far as an answer depends on it.</summary>
internal sealed record MessageRequest
{
    public required string Model { get; init; }

    /// <summary><see cref="int.MaxValue"/> where tokens are only counted.</summary>
    public required int MaxTokens { get; init; }

    public bool Stream { get; init; }

    /// <summary>The request asks for thinking.</summary>
    public bool Thinks { get; init; }

    /// <summary>The text of the last message, if it is the user's; tool results do not count.</summary>
    public required string UserText { get; init; }

    /// <summary>The text of tool results in the last message; null when there is none.</summary>
    public string? ToolResult { get; init; }

    public IReadOnlyList<OfferedTool> Tools { get; init; } = [];

    /// <summary><c>tool_choice.type</c>: auto, any, tool or none.</summary>
    public string ToolChoice { get; init; } = "auto";

    /// <summary><c>tool_choice.name</c>.</summary>
    public string? ToolChosen { get; init; }

    public IReadOnlyList<string> StopSequences { get; init; } = [];

    public required int InputTokens { get; init; }
}

/// <param name="Name">As offered.</param>
/// <param name="Schema"><c>input_schema</c>; undefined for a server tool.</param>
internal sealed record OfferedTool(string Name, JsonElement Schema);
