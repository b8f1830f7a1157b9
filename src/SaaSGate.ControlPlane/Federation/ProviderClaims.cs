using System.Text.Json;
using SaaSGate.Postgres.Federation;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>Reads of claims who somebody is and what their groups may do.</summary>
internal static class ProviderClaims
{
    private const int LongestName = 200, LongestAddress = 254, MostGroups = 2000;

    /// <param name="provider">Who says it.</param>
    /// <param name="subject"><c>sub</c> of the ID token.</param>
    /// <param name="claims">Claims, the ones that count first: an ID token's, then those of the userinfo endpoint.</param>
    public static NamedSubject Read(KnownProvider provider, string subject, params ReadOnlySpan<JsonElement> claims)
    {
        string? email = null;
        var verified = false;
        foreach (var source in claims)
            if (email is null && Text(source, "email") is { Length: <= LongestAddress } address && IsAddress(address))
                (email, verified) = (DomainName.Normal(address), Flag(source, "email_verified") ?? provider.What.TrustsAddresses);

        List<string> groups = [];
        string? name = null;
        foreach (var source in claims)
        {
            if (groups.Count == 0)
                groups = Groups(source, provider.What.GroupClaim);
            name ??= Text(source, "name") ?? Joined(Text(source, "given_name"), Text(source, "family_name"));
        }

        foreach (var source in claims)
            name ??= Text(source, "preferred_username");
        string[] roles = [.. provider.What.DefaultRoles.Concat(provider.What.GroupRoles.Where(one => groups.Contains(one.Group)).SelectMany(one => one.Roles)).Distinct()];
        return new(subject, Shown(name ?? email ?? subject), email, verified, roles);
    }

    /// <summary>Whether claims say what is needed, so that the userinfo endpoint need not be asked.</summary>
    public static bool Suffice(KnownProvider provider, JsonElement claims) =>
        Text(claims, "email") is not null && (provider.What.GroupRoles.Count == 0 || claims.TryGetProperty(provider.What.GroupClaim, out _));

    private static bool IsAddress(string text) => text.IndexOf('@') is > 0 and var at && at == text.LastIndexOf('@') && at < text.Length - 1 && !text.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter));

    private static string Shown(string name)
    {
        var clean = new string([.. name.Where(letter => !char.IsControl(letter))]).Trim();
        return clean.Length <= LongestName ? clean : clean[..LongestName];
    }

    private static string? Joined(string? given, string? family) => string.Join(' ', new[] { given, family }.Where(part => part is not null)) is { Length: > 0 } joined ? joined : null;

    private static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString()?.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>Some providers write the boolean as text.</summary>
    private static bool? Flag(JsonElement claims, string name) => !claims.TryGetProperty(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.String => string.Equals(value.GetString(), "true", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private static List<string> Groups(JsonElement claims, string name) => !claims.TryGetProperty(name, out var value) ? [] : value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => [.. value.EnumerateArray().Take(MostGroups).Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)],
        _ => [],
    };
}
