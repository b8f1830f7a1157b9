using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection.Requests;

/// <summary>Gathers what the rules ask of one request and decides: the most severe kind wins, and within it the first rule.</summary>
internal sealed class RuleEvaluation(IReadOnlyList<PolicyRule> rules)
{
    private readonly bool[] _matched = new bool[rules.Count];
    private readonly HashSet<string>?[] _values = new HashSet<string>?[rules.Count];
    private readonly RuleText _all = new();
    private readonly RuleText _lastTurn = new();
    private readonly bool _asksLastTurn = rules.Any(rule => rule is { Text: not null, LastUserTurn: true });
    private long _document = -1;

    /// <summary>Whether any rule reads text.</summary>
    public bool AsksText { get; } = rules.Any(rule => rule.Text is not null);

    /// <summary>Takes text of a tool, a system prompt or a message, named by a number that differs from its neighbours'.</summary>
    public void AddText(ReadOnlySpan<char> text, long document, bool isBlock, bool lastTurn)
    {
        if (document != _document)
            MatchAll();
        _document = document;
        _all.Add(text, document, isBlock);
        if (lastTurn && _asksLastTurn)
            _lastTurn.Add(text, document, isBlock);
    }

    public void AddFinding(Finding finding, bool lastTurn)
    {
        for (var i = 0; i < rules.Count; i++)
            if ((lastTurn || !rules[i].LastUserTurn) && finding.Score >= rules[i].MinScore && rules[i].Types.Contains(finding.Type))
                (_values[i] ??= new HashSet<string>(StringComparer.Ordinal)).Add(Convert.ToHexString(finding.Fingerprint));
    }

    public PolicyDecision Decide()
    {
        MatchAll();
        Match(_lastTurn, lastTurn: true);
        PolicyRule? decisive = null;
        for (var i = 0; i < rules.Count; i++)
            if (Holds(i) && (decisive is null || rules[i].Kind > decisive.Kind))
                decisive = rules[i];
        return decisive?.Decision ?? PolicyDecision.Allowed;
    }

    private bool Holds(int index)
    {
        var rule = rules[index];
        return (rule.Text is null || _matched[index]) && (rule.Types.Count == 0 || (_values[index]?.Count ?? 0) >= rule.MinCount);
    }

    private void MatchAll()
    {
        Match(_all, lastTurn: false);
        _all.Clear();
    }

    private void Match(RuleText text, bool lastTurn)
    {
        if (text.IsEmpty)
            return;
        for (var i = 0; i < rules.Count; i++)
            if (!_matched[i] && rules[i].Text is { } pattern && rules[i].LastUserTurn == lastTurn)
                _matched[i] = text.IsMatch(pattern);
    }
}
