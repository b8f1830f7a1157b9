using System.Text.Json.Serialization;
using SaaSGate.Postgres.Approvals;

namespace SaaSGate.ControlPlane.Http;

/// <summary>The body of every error, <c>application/problem+json</c>.</summary>
/// <param name="Type">URI that names the problem.</param>
/// <param name="Title">What happened and what to do next.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable code of the problem.</param>
/// <param name="TraceId">Names this request in logs and traces.</param>
/// <param name="Detail">More about this one case.</param>
/// <param name="Errors">What is wrong, by field.</param>
/// <param name="Decision">Of an approval that somebody else has decided: by whom and when.</param>
internal sealed record ProblemBody(
    string Type,
    string Title,
    int Status,
    string Code,
    string TraceId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string[]>? Errors = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ApprovalVerdict? Decision = null);
