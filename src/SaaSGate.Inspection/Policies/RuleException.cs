namespace SaaSGate.Inspection.Policies;

/// <summary>
/// Where a rule does not match for a while. Skills and labels say for whom; values, tools and destinations say what is not
/// counted, and without any of them the rule does not match at all there.
/// </summary>
/// <param name="Skills">Ids or names of skills; empty for every one.</param>
/// <param name="Labels">Labels of skills; empty for every one.</param>
/// <param name="Values">Values that do not count, as the author wrote them.</param>
/// <param name="Tools">Names of tools that do not count.</param>
/// <param name="Destinations">Hosts and mail addresses that do not count.</param>
/// <param name="Owner">Mail address of the person who answers for it.</param>
/// <param name="Until">The first moment at which it is past: the end of its last day, UTC.</param>
/// <param name="Reason">Why; null where its author does not say.</param>
/// <param name="Line">Where it stands in the document, from 1.</param>
public sealed record RuleException(
    IReadOnlyList<string> Skills,
    IReadOnlyList<string> Labels,
    IReadOnlyList<string> Values,
    IReadOnlyList<string> Tools,
    IReadOnlyList<string> Destinations,
    string Owner,
    DateTimeOffset Until,
    string? Reason,
    int Line)
{
    /// <summary>Whether the rule does not match at all where the exception applies.</summary>
    internal bool IsWhole => Values.Count + Tools.Count + Destinations.Count == 0;
}
