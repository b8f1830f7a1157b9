using SaaSGate.Inspection.Caching;
using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Exfiltration.Threats;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection.Requests;

/// <summary>Gathers what the rules ask of one request and decides: the most severe kind wins, and within it the first rule.</summary>
internal sealed class RuleEvaluation(PolicySet policy, RuleExceptions exceptions, SeenTexts? seen = null)
{
    private readonly bool[] _matched = new bool[policy.RequestRules.Count];
    private readonly HashSet<string>?[] _values = new HashSet<string>?[policy.RequestRules.Count];
    private readonly RuleText _all = new();
    private readonly RuleText _lastTurn = new();
    private readonly SeenDocument? _name = seen is null ? null : new SeenDocument(seen);
    private long _document = -1;

    private IReadOnlyList<PolicyRule> Rules => policy.RequestRules;

    /// <summary>Whether any rule reads text.</summary>
    public bool AsksText => policy.AsksText;

    /// <summary>What is judged of each text.</summary>
    public RequestThreats Threats { get; } = new(policy.Threats, seen);

    /// <summary>Whether any rule asks how many values stand in one block.</summary>
    public bool AsksBulk => policy.Threats.Contains(FindingTypes.Bulk);

    /// <summary>Takes text of a tool, a system prompt or a message.</summary>
    /// <param name="body">The body.</param>
    /// <param name="text">Where in the body it stands.</param>
    /// <param name="key">What it is remembered by; null where it is not.</param>
    /// <param name="document">A number that differs from those of its neighbours.</param>
    /// <param name="isBlock">Whether it is a text block's.</param>
    /// <param name="lastTurn">Whether the user wrote it since the last answer.</param>
    public void AddText(ReadOnlySpan<byte> body, Range text, UInt128? key, long document, bool isBlock, bool lastTurn)
    {
        Begin(body, document);
        var (start, length) = text.GetOffsetAndLength(body.Length);
        _all.Add(start, length, document, isBlock);
        _name?.Add(body[text], key, isBlock);
        if (lastTurn && policy.AsksTextOfLastTurn)
            _lastTurn.Add(start, length, document, isBlock);
    }

    /// <summary>Takes base64 that may be text.</summary>
    public void AddDocument(ReadOnlySpan<byte> body, Range base64, long document)
    {
        Begin(body, document);
        var (start, length) = base64.GetOffsetAndLength(body.Length);
        _all.AddBase64(start, length, document);
        _name?.Add(body[base64], seen?.KeyOf(SeenTexts.Purpose.Base64, context: default, body[base64]), isBlock: false);
    }

    public void AddFinding(Finding finding, bool lastTurn)
    {
        string? value = null;
        for (var i = 0; i < Rules.Count; i++)
            if ((lastTurn || !Rules[i].LastUserTurn) && finding.Score >= Rules[i].MinScore && Rules[i].Types.Contains(finding.Type)
                && !(_values[i]?.Count >= Rules[i].MinCount) && !exceptions.Contains(i, value ??= Convert.ToHexString(finding.Fingerprint)))
                (_values[i] ??= new HashSet<string>(StringComparer.Ordinal)).Add(value);
    }

    /// <summary>Takes a threat; tells the first rule that counts it, or null where none does.</summary>
    /// <param name="finding">The finding, whose rule is not known yet.</param>
    /// <param name="threat">What it came from.</param>
    /// <param name="lastTurn">Whether it is in the user's newest words.</param>
    public string? AddThreat(Finding finding, Threat threat, bool lastTurn)
    {
        string? first = null;
        for (var i = 0; i < Rules.Count; i++)
            if ((lastTurn || !Rules[i].LastUserTurn) && finding.Score >= Rules[i].MinScore && Rules[i].Types.Contains(finding.Type)
                && (threat.Destination is null || !Rules[i].Allowed.Contains(threat.Destination)))
            {
                (_values[i] ??= new HashSet<string>(StringComparer.Ordinal)).Add(Convert.ToHexString(finding.Fingerprint));
                first ??= Rules[i].Name;
            }
        return first;
    }

    /// <summary>Whether so many different personal values in a block are one too many for a rule.</summary>
    public bool AsksBulkOf(int count)
    {
        for (var i = 0; i < Rules.Count; i++)
            if (count == Rules[i].MoreThan + 1 && Rules[i].Types.Contains(FindingTypes.Bulk))
                return true;
        return false;
    }

    /// <summary>Takes a block that has just got so many different personal values; tells the first rule for which that is one too many.</summary>
    public string? AddBulk(Finding finding, int count, bool lastTurn)
    {
        string? first = null;
        for (var i = 0; i < Rules.Count; i++)
            if ((lastTurn || !Rules[i].LastUserTurn) && count == Rules[i].MoreThan + 1 && Rules[i].Types.Contains(FindingTypes.Bulk))
            {
                (_values[i] ??= new HashSet<string>(StringComparer.Ordinal)).Add(Convert.ToHexString(finding.Fingerprint));
                first ??= Rules[i].Name;
            }
        return first;
    }

    /// <summary>Decides after the last text of the body.</summary>
    public PolicyDecision Decide(ReadOnlySpan<byte> body)
    {
        MatchAll(body);
        Match(body, _lastTurn, lastTurn: true);
        PolicyRule? decisive = null;
        for (var i = 0; i < Rules.Count; i++)
            if (Holds(i) && (decisive is null || Rules[i].Kind > decisive.Kind))
                decisive = Rules[i];
        return decisive?.Decision ?? PolicyDecision.Allowed;
    }

    /// <summary>Incidents that matching rules open, whether they decide or not. To be asked after <see cref="Decide"/>.</summary>
    public IReadOnlyList<RuleIncident> Incidents() =>
        policy.OpensIncidents ? [.. Rules.Where((rule, i) => rule.Incident is not null && Holds(i)).Take(RuleIncident.Most).Select(rule => rule.Opens!)] : [];

    private void Begin(ReadOnlySpan<byte> body, long document)
    {
        if (document != _document)
            MatchAll(body);
        _document = document;
    }

    private bool Holds(int index)
    {
        var rule = Rules[index];
        return (rule.Text is null || _matched[index]) && (rule.Types.Count == 0 || (_values[index]?.Count ?? 0) >= rule.MinCount);
    }

    private void MatchAll(ReadOnlySpan<byte> body)
    {
        if (seen is null || _name is not { IsLong: true })
            Match(body, _all, lastTurn: false);
        else
            MatchNew(body, seen, _name.Take());
        _all.Clear();
        _name?.Clear();
    }

    /// <summary>A text that is read for the first time is shown to every rule, so that it is known for all of them.</summary>
    private void MatchNew(ReadOnlySpan<byte> body, SeenTexts seen, UInt128 text)
    {
        if (!seen.TryGet(text, out bool[]? matches))
        {
            matches = new bool[Rules.Count];
            for (var i = 0; i < Rules.Count; i++)
                matches[i] = Rules[i] is { Text: { } pattern, LastUserTurn: false } && _all.IsMatch(body, pattern);
            seen.Add(text, matches);
        }
        for (var i = 0; i < matches.Length; i++)
            _matched[i] |= matches[i];
    }

    private void Match(ReadOnlySpan<byte> body, RuleText text, bool lastTurn)
    {
        if (text.IsEmpty)
            return;
        for (var i = 0; i < Rules.Count; i++)
            if (!_matched[i] && Rules[i].Text is { } pattern && Rules[i].LastUserTurn == lastTurn)
                _matched[i] = text.IsMatch(body, pattern);
    }
}
