using SaaSGate.Postgres.Live;
using SaaSGate.Postgres.Offboarding;

namespace SaaSGate.Postgres.Scim;

/// <summary>What became of a change of the directory.</summary>
/// <typeparam name="T">User or group.</typeparam>
/// <param name="Outcome">How it ended.</param>
/// <param name="Value">As it is now; null where it is not there.</param>
/// <param name="Feeds">Events of feeds.</param>
/// <param name="Left">What a person's leaving did; null where nobody left.</param>
/// <param name="RolesChanged">People who may do something else than before.</param>
public sealed record DirectoryChange<T>(DirectoryOutcome Outcome, T? Value, IReadOnlyList<FeedAppended> Feeds, OffboardingResult? Left = null, IReadOnlyList<string>? RolesChanged = null)
    where T : class
{
    /// <summary>Nothing was done.</summary>
    public static DirectoryChange<T> Refused(DirectoryOutcome outcome) => new(outcome, null, []);
}
