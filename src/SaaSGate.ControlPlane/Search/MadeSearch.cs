using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.ControlPlane.Search;

/// <summary>A search that somebody made, as they typed it: it is masked before it is written anywhere.</summary>
/// <param name="OrganisationId">In what.</param>
/// <param name="Actor">Who.</param>
/// <param name="Words">What was looked for.</param>
/// <param name="ToolInput">What was looked for in what tools were called with.</param>
/// <param name="Values">Values that were chosen, in an order of their own.</param>
/// <param name="Filters">What cannot be anybody's: ids, times, sizes.</param>
internal sealed record MadeSearch(Id<Organisation> OrganisationId, Actor Actor, string Words, string ToolInput, string Values, string Filters)
{
    /// <summary>Whether this goes on where the other was: the same filters, and words that the other's begin with, or the other way round.</summary>
    public bool Continues(MadeSearch other) =>
        Values == other.Values && Filters == other.Filters && ((Words == other.Words && Goes(ToolInput, other.ToolInput)) || (ToolInput == other.ToolInput && Goes(Words, other.Words)));

    /// <summary>Whether this is not longer than what it continues.</summary>
    public bool IsWithin(MadeSearch other) => Words.Length <= other.Words.Length && ToolInput.Length <= other.ToolInput.Length;

    private static bool Goes(string one, string other) => one.StartsWith(other, StringComparison.Ordinal) || other.StartsWith(one, StringComparison.Ordinal);
}
