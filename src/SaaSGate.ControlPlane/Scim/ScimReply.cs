using System.Text.Json.Nodes;

namespace SaaSGate.ControlPlane.Scim;

/// <summary>What a directory is answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">A SCIM resource or message; null for none.</param>
internal sealed record ScimReply(int Status, JsonObject? Body = null)
{
    public string? Location => (string?)Body?["meta"]?["location"];

    public string? ETag => (string?)Body?["meta"]?["version"];
}
