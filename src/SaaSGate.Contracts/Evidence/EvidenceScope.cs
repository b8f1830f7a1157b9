using System.Text.Json;
using SaaSGate.Contracts.Recording;

namespace SaaSGate.Contracts.Evidence;

/// <summary>
/// What evidence was asked for: sessions, or what an organisation or one of its skills did in a time. A session belongs to a time
/// when a checkpoint of that time has it, that is when something was recorded of it then.
/// </summary>
/// <param name="Kind"><see cref="SessionsKind"/>, <see cref="SkillKind"/> or <see cref="OrganisationKind"/>.</param>
/// <param name="Sessions">The sessions asked for; empty where a time is.</param>
/// <param name="SkillId">Only what this skill did.</param>
/// <param name="From">First checkpoint's time, inclusive.</param>
/// <param name="To">Last one's, inclusive.</param>
public sealed record EvidenceScope(string Kind, IReadOnlyList<string> Sessions, string? SkillId, DateTimeOffset? From, DateTimeOffset? To)
{
    /// <summary>Named sessions.</summary>
    public const string SessionsKind = "sessions";

    /// <summary>A skill in a time.</summary>
    public const string SkillKind = "skill";

    /// <summary>An organisation in a time.</summary>
    public const string OrganisationKind = "organisation";

    /// <summary>In plain words.</summary>
    public string Describe() => Kind switch
    {
        SessionsKind => Sessions.Count == 1 ? $"session {Sessions[0]}" : $"{Sessions.Count} named sessions",
        SkillKind => $"skill {SkillId} from {CanonicalJson.Time(From!.Value)} to {CanonicalJson.Time(To!.Value)}",
        _ => $"the whole organisation from {CanonicalJson.Time(From!.Value)} to {CanonicalJson.Time(To!.Value)}",
    };

    /// <summary>As an object.</summary>
    public CanonicalObject ToCanonical() => new()
    {
        { "kind", Kind }, { "sessions", Sessions }, { "skill", SkillId }, { "from", From }, { "to", To },
    };

    /// <summary>Reads what <see cref="ToCanonical"/> gave.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static EvidenceScope Read(JsonElement json)
    {
        var scope = new EvidenceScope(
            json.Text("kind"), [.. json.GetProperty("sessions").EnumerateArray().Select(session => session.GetString() ?? "")], json.GetProperty("skill").GetString(),
            Time(json.GetProperty("from")), Time(json.GetProperty("to")));
        return scope.Kind is SessionsKind || (scope.Kind is SkillKind or OrganisationKind && scope is { From: not null, To: not null })
            ? scope
            : throw new FormatException("The scope is of an unknown kind.");
    }

    private static DateTimeOffset? Time(JsonElement json) => json.ValueKind == JsonValueKind.Null ? null : json.GetDateTimeOffset();
}
