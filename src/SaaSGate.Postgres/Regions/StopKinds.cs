using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Postgres.Regions;

/// <summary>Kinds of stops as SQL and URLs write them.</summary>
public static class StopKinds
{
    /// <summary>The word for a kind.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The kind is unspecified.</exception>
    public static string ToText(this StopKind kind) => kind switch
    {
        StopKind.Organisation => "organisation",
        StopKind.Person => "person",
        StopKind.Skill => "skill",
        StopKind.Credential => "credential",
        StopKind.Connection => "connection",
        StopKind.Session => "session",
        StopKind.Destination => "destination",
        StopKind.Label => "label",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A stop needs a kind."),
    };

    /// <summary>The kind for a word; unspecified when it is none.</summary>
    public static StopKind Parse(string text) => text switch
    {
        "organisation" => StopKind.Organisation,
        "person" => StopKind.Person,
        "skill" => StopKind.Skill,
        "credential" => StopKind.Credential,
        "connection" => StopKind.Connection,
        "session" => StopKind.Session,
        "destination" => StopKind.Destination,
        "label" => StopKind.Label,
        _ => StopKind.Unspecified,
    };
}
