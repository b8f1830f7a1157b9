using System.Collections.Frozen;
using System.Text.RegularExpressions;
using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Exfiltration.Threats;

namespace SaaSGate.Inspection.Policies.Matching;

/// <summary>
/// The rules of one direction, turned around: for each thing that a request may hold, the set of rules that mean it. A set has a
/// bit for each rule, so that what a request holds is asked once for all rules, however many there are. Immutable and shared.
/// </summary>
internal sealed class RuleTable
{
    /// <summary>Kinds of conditions.</summary>
    public static readonly int Kinds = Enum.GetValues<ConditionKind>().Length;

    private readonly ulong[][] _asks;
    private readonly FrozenDictionary<string, int[]> _ofType;
    private readonly int[][] _exceptionsOf;

    public RuleTable(IReadOnlyList<PolicyRule> rules)
    {
        (Rules, Words) = ([.. rules], RuleBits.Words(rules.Count));
        (All, None) = (Set(_ => true), new ulong[Words]);
        NotAllowing = Set(rule => rule.Kind != DecisionKind.Allow);
        _asks = [.. Enum.GetValues<ConditionKind>().Select(kind => Set(rule => rule.Asks(kind)))];
        _ofType = Rules.SelectMany((rule, i) => rule.Types.Select(type => (type, i))).GroupBy(pair => pair.type).ToFrozenDictionary(group => group.Key, group => group.Select(pair => pair.i).ToArray(), StringComparer.Ordinal);
        Tools = Index(rule => rule.Tools);
        Models = Index(rule => rule.Models);
        McpServers = Index(rule => rule.McpServers);
        ContainerSkills = Index(rule => rule.ContainerSkills);
        Labels = Index(rule => rule.Labels);
        Destinations = new NameIndex(Asking(ConditionKind.Destinations).Select(i => (i, (Func<ReadOnlySpan<char>, bool>)(name => Rules[i].Means(name.ToString())))), Words);
        Endpoints = [.. Enum.GetValues<EndpointFamily>().Select(family => Set(rule => rule.Endpoints.Contains(family)))];
        FirstSeen = [.. Enum.GetValues<SeenKind>().Select(kind => Set(rule => rule.FirstSeen.Contains(kind)))];
        MaxTokens = [.. Asking(ConditionKind.MaxTokens).Select(i => (i, Rules[i].MaxTokensMoreThan!.Value))];
        RequestTokens = [.. Asking(ConditionKind.RequestTokens).Select(i => (i, Rules[i].RequestTokensMoreThan!.Value))];
        Times = [.. Asking(ConditionKind.Time).GroupBy(i => (Rules[i].Time!.Text, Rules[i].Time!.Zone.Id)).Select(group => (Rules[group.First()].Time!, Set(group)))];
        Text = Patterns(rule => rule.LastUserTurn ? null : rule.Text);
        TextOfLastTurn = Patterns(rule => rule.LastUserTurn ? rule.Text : null);
        ToolInput = Patterns(rule => rule.ToolInput);
        Exceptions = [.. Rules.SelectMany((rule, i) => rule.Exceptions.Select(exception => new ExceptionEntry(i, exception)))];
        var exceptions = Enumerable.Range(0, Exceptions.Length).ToLookup(i => Exceptions[i].Rule);
        _exceptionsOf = [.. Rules.Select((_, rule) => exceptions[rule].ToArray())];
        var threats = Rules.SelectMany(rule => rule.Types).Where(ThreatTypes.All.Contains);
        Threats = (Asks(ConditionKind.Destinations) || !RuleBits.IsEmpty(FirstSeen[(int)SeenKind.Destination]) ? threats.Append(FindingTypes.Destination) : threats).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>In the order of merging.</summary>
    public PolicyRule[] Rules { get; }

    /// <summary>Words of a set of rules.</summary>
    public int Words { get; }

    /// <summary>All rules.</summary>
    public ulong[] All { get; }

    /// <summary>No rule. Not to be written to.</summary>
    public ulong[] None { get; }

    /// <summary>Rules that do not allow: they count a condition as met that cannot be answered.</summary>
    public ulong[] NotAllowing { get; }

    public NameIndex Tools { get; }

    public NameIndex Models { get; }

    public NameIndex McpServers { get; }

    public NameIndex ContainerSkills { get; }

    public NameIndex Labels { get; }

    public NameIndex Destinations { get; }

    /// <summary>For each family, rules that mean it.</summary>
    public ulong[][] Endpoints { get; }

    /// <summary>For each kind of thing, rules that ask whether it is new.</summary>
    public ulong[][] FirstSeen { get; }

    public (int Rule, long MoreThan)[] MaxTokens { get; }

    public (int Rule, long MoreThan)[] RequestTokens { get; }

    public (TimeCondition Time, ulong[] Rules)[] Times { get; }

    public PatternTable Text { get; }

    public PatternTable TextOfLastTurn { get; }

    public PatternTable ToolInput { get; }

    public ExceptionEntry[] Exceptions { get; }

    /// <summary>Types that must be judged over whole texts.</summary>
    public FrozenSet<string> Threats { get; }

    /// <summary>Rules that ask for a kind of condition.</summary>
    public ulong[] Asking(int kind) => _asks[kind];

    /// <summary>Whether any rule asks for it.</summary>
    public bool Asks(ConditionKind kind) => !RuleBits.IsEmpty(_asks[(int)kind]);

    /// <summary>Whether any rule asks whether a thing of this kind is new.</summary>
    public bool AsksFirst(SeenKind kind) => !RuleBits.IsEmpty(FirstSeen[(int)kind]);

    /// <summary>Rules that count findings of a type, in order.</summary>
    public ReadOnlySpan<int> OfType(string type) => _ofType.TryGetValue(type, out var rules) ? rules : [];

    /// <summary>Places of a rule's exceptions.</summary>
    public ReadOnlySpan<int> ExceptionsOf(int rule) => _exceptionsOf[rule];

    private IEnumerable<int> Asking(ConditionKind kind) => Enumerable.Range(0, Rules.Length).Where(i => Rules[i].Asks(kind));

    private ulong[] Set(Func<PolicyRule, bool> isIn) => Set(Enumerable.Range(0, Rules.Length).Where(i => isIn(Rules[i])));

    private ulong[] Set(IEnumerable<int> rules)
    {
        var bits = new ulong[Words];
        foreach (var rule in rules)
            RuleBits.Add(bits, rule);
        return bits;
    }

    private NameIndex Index(Func<PolicyRule, IReadOnlyList<string>> globs) =>
        new(Rules.Select((rule, i) => (i, Globs: globs(rule))).Where(pair => pair.Globs.Count > 0).Select(pair => (pair.i, (Func<ReadOnlySpan<char>, bool>)(name => Glob.IsAny(pair.Globs, name)))), Words);

    private PatternTable Patterns(Func<PolicyRule, Regex?> pattern) =>
        new(Rules.Select((rule, i) => (i, Pattern: pattern(rule))).Where(pair => pair.Pattern is not null).Select(pair => (pair.i, pair.Pattern!)), Words);
}
