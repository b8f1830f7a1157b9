using System.Text.Json.Nodes;

namespace SaaSGate.ControlPlane.Scim;

/// <summary>What a directory asks for, by HTTP or as one of several in a bulk.</summary>
/// <param name="Method">GET, POST, PUT, PATCH or DELETE.</param>
/// <param name="Path">Parts of the path behind <c>/scim/v2</c>.</param>
/// <param name="Query">What of the query string means something; the rest is let be.</param>
/// <param name="Body">What was sent.</param>
/// <param name="IfMatch">The version that must still be.</param>
/// <param name="IfNoneMatch">The version that is known.</param>
internal sealed record ScimCall(string Method, string[] Path, Func<string, string?> Query, JsonNode? Body, string? IfMatch = null, string? IfNoneMatch = null);
