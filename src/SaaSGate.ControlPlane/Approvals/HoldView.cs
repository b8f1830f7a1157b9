using System.Text.Json;
using SaaSGate.Postgres;

namespace SaaSGate.ControlPlane.Approvals;

/// <summary>
/// The shape of the view that a gateway builds and masks. It is passed on as it came, since its digest covers every
/// byte; this record describes it to clients.
/// </summary>
internal sealed record HoldView(
    NamedReference Skill,
    string Owner,
    HoldView.ConnectionPart Connection,
    string Method,
    string Path,
    string Query,
    string? Model,
    bool Stream,
    string Rule,
    string Severity,
    HoldView.PolicyPart Policy,
    string Summary,
    string? System,
    IReadOnlyList<HoldView.MessagePart> Messages,
    IReadOnlyList<string> Tools,
    IReadOnlyList<HoldView.FindingPart> Findings,
    long RequestBytes,
    IReadOnlyList<HoldView.ReachPart>? Reach = null,
    HoldView.ToolUsePart? ToolUse = null,
    IReadOnlyList<HoldView.MatchPart>? Matches = null,
    IReadOnlyList<HoldView.ParameterPart>? Parameters = null)
{
    /// <summary>Bodies nest up to 128 deep, and stand in the view a few levels down.</summary>
    public const int MaxDepth = 160;

    /// <summary>Where the request would go.</summary>
    internal sealed record ConnectionPart(string Name, string BaseUrl);

    /// <summary>The policy that held it.</summary>
    internal sealed record PolicyPart(string Id, long Version);

    /// <summary>A turn of the conversation: content is a text or blocks, as in the request.</summary>
    internal sealed record MessagePart(string Role, JsonElement Content);

    /// <summary>What Claude may reach by itself: a server tool, an MCP server, a container, a beta feature.</summary>
    internal sealed record ReachPart(string Kind, string Text);

    /// <summary>
    /// A tool call of an answer that waits, and where it may send something: null where that is not known, or the input was cut. Likes are bound
    /// to the binding, which stands for all of these places.
    /// </summary>
    internal sealed record ToolUsePart(string Name, JsonElement Input, IReadOnlyList<string>? Destinations = null, string? Binding = null);

    /// <summary>What the request, of a batch one of its requests, says to Claude beside its conversation: a member and its value, masked.</summary>
    internal sealed record ParameterPart(string Name, JsonElement Value, string? Request = null);

    /// <summary>A rule that matched, and which conditions held.</summary>
    internal sealed record MatchPart(string Rule, string Kind, bool Decisive, string? Because);

    /// <summary>What was found in the request.</summary>
    internal sealed record FindingPart(string Type, string Label, string Location, string? Rule);
}
