using System.Text.Json;
using System.Text.Json.Nodes;
using SaaSGate.Contracts.Problems;

namespace SaaSGate.ControlPlane.Scim;

/// <summary>A list asked for by POST, so that what is looked for stands in no log of addresses (RFC 7644, section 3.4.3).</summary>
internal static class ScimSearch
{
    public static ScimCall Of(ScimCall call)
    {
        var asked = call.Body as JsonObject ?? throw new ScimException(ScimProblems.InvalidSyntax, "A search is an object.");
        return call with
        {
            Query = name => JsonNames.Get(asked, name) switch
            {
                null => null,
                JsonArray names => string.Join(',', names.Select(one => one?.ToString())),
                JsonValue value => value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString(),
                _ => throw new ScimException(ScimProblems.InvalidSyntax, $"{name} is a text, a number or a list."),
            },
        };
    }
}
