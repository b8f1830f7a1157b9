using System.Text.Json;

namespace SaaSGate.Contracts.Tokens;

/// <summary>The texts of JSON that came from outside.</summary>
public static class JsonTexts
{
    /// <summary>
    /// Reads every name and text once, so that none of them fails later: a lone surrogate (<c>"\ud800"</c>) is JSON by its grammar (RFC 8259, section 8.2), and no text;
    /// and PostgreSQL keeps no NUL.
    /// </summary>
    public static bool AreReadable(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.Object => element.EnumerateObject().All(member => IsKept(member.Name) && AreReadable(member.Value)),
                JsonValueKind.Array => element.EnumerateArray().All(AreReadable),
                JsonValueKind.String => IsKept(element.GetString()),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsKept(string? text) => text?.Contains('\0', StringComparison.Ordinal) == false;
}
