using System.Text.Json;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>Whom a security event is about: a subject of an issuer, or an address. Exactly one of the two is there.</summary>
/// <param name="Issuer">The issuer that the subject is of; null for the provider's own.</param>
/// <param name="Subject">The subject.</param>
/// <param name="Address">The e-mail address.</param>
internal sealed record EventSubject(string? Issuer, string? Subject, string? Address)
{
    private const int MostAliases = 20;
    private const string Account = "acct:";

    /// <summary>Everything that says whom an event is about.</summary>
    /// <param name="top"><c>sub_id</c> of the token (RFC 9493); undefined where there is none.</param>
    /// <param name="told">The event, inside which Okta and older drafts put the subject, the person in a member of its own.</param>
    public static IReadOnlyList<EventSubject> Of(JsonElement top, JsonElement told) =>
        [.. From(top, 0), .. told.ValueKind == JsonValueKind.Object && told.TryGetProperty("subject", out var inside) ? From(inside, 0) : []];

    private static IEnumerable<EventSubject> From(JsonElement subject, int depth)
    {
        if (subject.ValueKind != JsonValueKind.Object || depth > 2)
            return [];
        if (subject.TryGetProperty("user", out var user))
            return From(user, depth + 1);
        if ((JsonText.Of(subject, "format") ?? JsonText.Of(subject, "subject_type"))?.Replace('-', '_') is "aliases" && subject.TryGetProperty("identifiers", out var all) && all.ValueKind == JsonValueKind.Array)
            return all.EnumerateArray().Take(MostAliases).SelectMany(one => From(one, depth + 1));
        return One(subject) is { } found ? [found] : [];
    }

    private static EventSubject? One(JsonElement subject) => (JsonText.Of(subject, "format") ?? JsonText.Of(subject, "subject_type"))?.Replace('-', '_') switch
    {
        "iss_sub" when JsonText.Of(subject, "iss") is { } issuer && JsonText.Of(subject, "sub") is { } sub => new(issuer, sub, null),
        "email" when JsonText.Of(subject, "email") is { } address => new(null, null, address),
        "opaque" when JsonText.Of(subject, "id") is { } id => new(null, id, null),
        "account" when JsonText.Of(subject, "uri") is { } uri && uri.StartsWith(Account, StringComparison.OrdinalIgnoreCase) => new(null, null, uri[Account.Length..]),
        _ => null,
    };
}
