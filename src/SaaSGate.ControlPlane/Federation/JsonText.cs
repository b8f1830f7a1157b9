using System.Text.Json;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>Texts of JSON that was found readable (<see cref="Contracts.Tokens.JsonTexts"/>).</summary>
internal static class JsonText
{
    /// <summary>A member that is a text with something in it; null for anything else.</summary>
    public static string? Of(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
