using System.Numerics;
using SaaSGate.Inspection.Policies;
using SaaSGate.Inspection.Policies.Matching;

namespace SaaSGate.Inspection.Requests;

/// <summary>What the rules say when all is gathered: the most severe kind wins, and within it the first rule.</summary>
/// <param name="Decision">What happens.</param>
/// <param name="Matches">Every rule that matched, in order.</param>
/// <param name="Incidents">What matching rules open, whether they decide or not: of the first of them.</param>
internal sealed record RuleVerdict(PolicyDecision Decision, IReadOnlyList<RuleMatch> Matches, IReadOnlyList<RuleIncident> Incidents)
{
    private static readonly RuleVerdict Nothing = new(PolicyDecision.Allowed, [], []);

    /// <summary>Decides after everything was told.</summary>
    public static RuleVerdict Of(RuleEvaluation evaluation)
    {
        var table = evaluation.Table;
        Span<ulong> matched = stackalloc ulong[table.Words <= 64 ? 64 : 0];
        matched = table.Words <= 64 ? matched[..table.Words] : new ulong[table.Words];
        if (!Match(evaluation, matched))
            return Nothing;
        var decisive = -1;
        for (var i = Next(matched, 0); i >= 0; i = Next(matched, i + 1))
            if (decisive < 0 || table.Rules[i].Kind > table.Rules[decisive].Kind)
                decisive = i;
        var matches = new List<RuleMatch>();
        List<RuleIncident>? incidents = null;
        for (var i = Next(matched, 0); i >= 0; i = Next(matched, i + 1))
        {
            var rule = table.Rules[i];
            matches.Add(new RuleMatch(rule.Name, rule.Policy.Id, rule.Policy.Version, rule.Kind, rule.Severity, i == decisive, RuleReasons.Because(evaluation, i)));
            if (rule.Opens is { } incident && (incidents ??= []).Count < RuleIncident.Most)
                incidents.Add(incident);
        }
        return new RuleVerdict(table.Rules[decisive].Decision, matches, incidents ?? (IReadOnlyList<RuleIncident>)[]);
    }

    /// <summary>A rule matches where all that it asks holds and no exception speaks for the whole of it.</summary>
    public static bool Match(RuleEvaluation evaluation, Span<ulong> matched)
    {
        var table = evaluation.Table;
        for (var i = 0; i < matched.Length; i++)
            matched[i] = table.All[i] & ~evaluation.Excepted[i];
        for (var kind = 0; kind < RuleTable.Kinds; kind++)
        {
            var asking = table.Asking(kind);
            var held = evaluation.Held((ConditionKind)kind);
            for (var i = 0; i < matched.Length; i++)
                matched[i] &= held[i] | ~asking[i];
        }
        return !RuleBits.IsEmpty(matched);
    }

    private static int Next(ReadOnlySpan<ulong> rules, int from)
    {
        for (var word = from / 64; word < rules.Length; word++)
        {
            var rest = word == from / 64 ? rules[word] & (ulong.MaxValue << (from % 64)) : rules[word];
            if (rest != 0)
                return (word * 64) + BitOperations.TrailingZeroCount(rest);
        }
        return -1;
    }
}
