using System.Buffers;
using System.Collections.Frozen;
using SaaSGate.Inspection.Caching;
using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Exfiltration.Threats;
using SaaSGate.Inspection.Policies;
using SaaSGate.Inspection.Policies.Matching;

namespace SaaSGate.Inspection.Requests;

/// <summary>
/// Gathers what the rules of one table ask of one request or tool call. For each kind of condition there is a set of the rules
/// for which it holds; <see cref="RuleVerdict"/> takes what is in all of them. Used again for the next request, so that a request
/// in which no rule is interested costs no memory.
/// </summary>
/// <param name="table">The rules.</param>
internal sealed partial class RuleEvaluation(RuleTable table)
{
    private readonly ulong[] _held = new ulong[RuleTable.Kinds * table.Words], _excepted = new ulong[table.Words], _scratch = new ulong[table.Words];
    private readonly bool[] _unknown = new bool[RuleTable.Kinds], _running = new bool[table.Exceptions.Length];
    private readonly HashSet<UInt128>?[] _values = new HashSet<UInt128>?[table.Rules.Length];
    private readonly int[] _counts = new int[table.Rules.Length];
    private readonly RuleText _all = new(), _lastTurn = new();
    private readonly List<UsedThing> _new = [];
    private readonly ArrayBufferWriter<char> _input = new();
    private RequestFacts _facts = RequestFacts.None;
    private RuleExceptions? _exceptions;
    private Func<string, string>? _mask;
    private SeenTexts? _seen;
    private SeenDocument? _name;
    private ToolCalls? _calls;
    private RequestThreats _threats;
    private FrozenSet<string> _shared = [];
    private bool _sharesBulk;
    private long _document;

    /// <summary>The rules.</summary>
    public RuleTable Table => table;

    /// <summary>Another one that is told the same: of drafts that run beside what is in force. Null where none does.</summary>
    public RuleEvaluation? Beside { get; private set; }

    /// <summary>Whether any rule reads text.</summary>
    public bool AsksText => !table.Text.IsEmpty || !table.TextOfLastTurn.IsEmpty || Beside is { AsksText: true };

    /// <summary>What is judged of each text.</summary>
    public RequestThreats Threats => _threats;

    /// <summary>Whether any rule asks how many values stand in one block.</summary>
    public bool AsksBulk => table.Threats.Contains(FindingTypes.Bulk) || (_sharesBulk && Beside is { AsksBulk: true });

    /// <summary>Whether tools must be told.</summary>
    public bool AsksTools => table.Asks(ConditionKind.Tools) || LearnsOrAsks(SeenKind.Tool) || Beside is { AsksTools: true };

    /// <summary>Whether servers that Claude may call must be told.</summary>
    public bool AsksServers => table.Asks(ConditionKind.McpServers) || Beside is { AsksServers: true };

    /// <summary>Whether skills of the container must be told.</summary>
    public bool AsksContainer => table.Asks(ConditionKind.ContainerSkills) || Beside is { AsksContainer: true };

    /// <summary>Whether models must be told.</summary>
    public bool AsksModels => table.Asks(ConditionKind.Models) || LearnsOrAsks(SeenKind.Model);

    /// <summary>Whether destinations are only learnt, and no rule counts them.</summary>
    public bool OnlyLearnsDestinations => !table.Threats.Contains(FindingTypes.Destination) && Beside is null or { OnlyLearnsDestinations: true };

    /// <summary>Whether the calls of tools in messages must be told.</summary>
    public bool AsksCalls => !table.ToolInput.IsEmpty || Beside is { AsksCalls: true };

    /// <summary>Whether attached files must be told.</summary>
    public bool AsksFiles => table.Asks(ConditionKind.Files) || Beside is { AsksFiles: true };

    /// <summary>Things that the skill uses for the first time, masked.</summary>
    public IReadOnlyList<UsedThing> New => _new.Count == 0 ? [] : [.. _new];

    /// <summary>Room for the input of a tool.</summary>
    public ArrayBufferWriter<char> Input => _input;

    /// <summary>Puts calls of tools together; null where no rule asks for them.</summary>
    public ToolCalls? Calls => AsksCalls ? _calls ??= new ToolCalls(this) : null;

    /// <summary>Rules for which a kind of condition holds.</summary>
    public Span<ulong> Held(ConditionKind kind) => _held.AsSpan((int)kind * table.Words, table.Words);

    /// <summary>Whether a kind of condition could not be answered.</summary>
    public bool IsUnknown(ConditionKind kind) => _unknown[(int)kind];

    /// <summary>Rules that do not match at all, because of an exception.</summary>
    public ReadOnlySpan<ulong> Excepted => _excepted;

    /// <summary>Which exceptions of the table run.</summary>
    public ReadOnlySpan<bool> Running => _running;

    /// <summary>Findings that a rule counted, or different values where it asks for several.</summary>
    public int CountOf(int rule) => _values[rule] is { Count: > 0 } values ? values.Count : _counts[rule];

    /// <summary>Begins a request or a tool call.</summary>
    /// <param name="facts">What is known beside the body.</param>
    /// <param name="skillId">Id of the skill.</param>
    /// <param name="endpoint">The door that it came through; null where that is not known.</param>
    /// <param name="exceptions">Values that rules do not count.</param>
    /// <param name="mask">Masks a name before it is told.</param>
    /// <param name="seen">What was read before; null where nothing is remembered.</param>
    public void Begin(RequestFacts facts, string skillId, EndpointFamily? endpoint, RuleExceptions exceptions, Func<string, string> mask, SeenTexts? seen)
    {
        (_facts, _exceptions, _mask, _seen, _document) = (facts, exceptions, mask, seen, -1);
        _threats = ThreatsOf(table.Threats, seen);
        for (var i = 0; i < _running.Length; i++)
            if (_running[i] = table.Exceptions[i].Runs(facts, skillId))
                if (table.Exceptions[i].Exception.IsWhole)
                    RuleBits.Add(_excepted, table.Exceptions[i].Rule);
        AskFacts(endpoint);
    }

    /// <summary>Lets another one be told the same. Both have begun.</summary>
    /// <param name="beside">The other one.</param>
    /// <param name="shared">Types of which it is told what is found for this one; others it must look for by itself.</param>
    /// <param name="sharesBulk">Whether it is told what is bulk; otherwise it must count by itself.</param>
    public void TellBeside(RuleEvaluation beside, FrozenSet<string> shared, bool sharesBulk)
    {
        (Beside, _shared, _sharesBulk) = (beside, shared, sharesBulk);
        // Memory of what was judged is of one set of types.
        var both = table.Threats.Union(beside.Table.Threats).ToFrozenSet(StringComparer.Ordinal);
        _threats = ThreatsOf(both, both.Count == table.Threats.Count ? _seen : null);
    }

    /// <summary>Forgets all of it.</summary>
    public void Clear()
    {
        Array.Clear(_held);
        Array.Clear(_excepted);
        Array.Clear(_unknown);
        Array.Clear(_counts);
        foreach (var values in _values)
            values?.Clear();
        _all.Clear();
        _lastTurn.Clear();
        _new.Clear();
        _input.ResetWrittenCount();
        (_facts, _exceptions, _mask, _seen, _threats, Beside, _shared) = (RequestFacts.None, null, null, null, default, null, []);
        _name?.Clear();
        _sharesBulk = false;
    }

    /// <summary>Whether it holds more memory than should be kept.</summary>
    public bool IsLarge => _input.Capacity > 512 * 1024 || _all.IsLarge || _lastTurn.IsLarge || Array.Exists(_values, values => values?.Capacity > 4096);

    /// <summary>Takes text of a tool, a system prompt or a message.</summary>
    /// <param name="body">The body.</param>
    /// <param name="text">Where in the body it stands.</param>
    /// <param name="key">What it is remembered by; null where it is not.</param>
    /// <param name="document">A number that differs from those of its neighbours.</param>
    /// <param name="isBlock">Whether it is a text block's.</param>
    /// <param name="lastTurn">Whether the user wrote it since the last answer.</param>
    public void AddText(ReadOnlySpan<byte> body, Range text, UInt128? key, long document, bool isBlock, bool lastTurn)
    {
        Beside?.AddText(body, text, key, document, isBlock, lastTurn);
        BeginText(body, document);
        var (start, length) = text.GetOffsetAndLength(body.Length);
        _all.Add(start, length, document, isBlock);
        if (_seen is not null)
            (_name ??= new SeenDocument()).Add(body[text], key, isBlock);
        if (lastTurn && !table.TextOfLastTurn.IsEmpty)
            _lastTurn.Add(start, length, document, isBlock);
    }

    /// <summary>Takes base64 that may be text.</summary>
    public void AddDocument(ReadOnlySpan<byte> body, Range base64, long document)
    {
        Beside?.AddDocument(body, base64, document);
        BeginText(body, document);
        var (start, length) = base64.GetOffsetAndLength(body.Length);
        _all.AddBase64(start, length, document);
        if (_seen is not null)
            (_name ??= new SeenDocument()).Add(body[base64], _seen.KeyOf(SeenTexts.Purpose.Base64, context: default, body[base64]), isBlock: false);
    }

    /// <summary>Takes what a detector found.</summary>
    public void AddFinding(Finding finding, bool lastTurn)
    {
        if (_shared.Contains(finding.Type))
            Beside?.AddFinding(finding, lastTurn);
        foreach (var i in table.OfType(finding.Type))
        {
            var rule = table.Rules[i];
            if ((lastTurn || !rule.LastUserTurn) && finding.Score >= rule.MinScore && IsOf(rule, finding) && !_exceptions!.Contains(i, RuleExceptions.NameOf(finding.Fingerprint), _running))
                Count(i, finding);
        }
    }

    /// <summary>Takes a threat; tells the first rule that counts it, or null where none does.</summary>
    /// <param name="finding">The finding, whose rule is not known yet.</param>
    /// <param name="threat">What it came from.</param>
    /// <param name="lastTurn">Whether it is in the user's newest words.</param>
    public string? AddThreat(Finding finding, Threat threat, bool lastTurn)
    {
        Beside?.AddThreat(finding, threat, lastTurn);
        var first = threat.Destination is { } destination ? AddDestination(destination) : int.MaxValue;
        foreach (var i in table.OfType(finding.Type))
        {
            var rule = table.Rules[i];
            if ((lastTurn || !rule.LastUserTurn) && finding.Score >= rule.MinScore && IsOf(rule, finding) && (threat.Destination is null || (rule.Means(threat.Destination) && !IsExcepted(i, threat.Destination))))
            {
                Count(i, finding);
                first = Math.Min(first, i);
            }
        }
        return first < int.MaxValue ? table.Rules[first].Name : null;
    }

    /// <summary>Whether so many different personal values in a block are one too many for a rule.</summary>
    public bool AsksBulkOf(int count)
    {
        foreach (var i in table.OfType(FindingTypes.Bulk))
            if (count == table.Rules[i].MoreThan + 1)
                return true;
        return _sharesBulk && Beside?.AsksBulkOf(count) == true;
    }

    /// <summary>Takes a block that has just got so many different personal values; tells the first rule for which that is one too many.</summary>
    public string? AddBulk(Finding finding, int count, bool lastTurn)
    {
        if (_sharesBulk)
            Beside?.AddBulk(finding, count, lastTurn);
        string? first = null;
        foreach (var i in table.OfType(FindingTypes.Bulk))
            if ((lastTurn || !table.Rules[i].LastUserTurn) && count == table.Rules[i].MoreThan + 1)
            {
                Count(i, finding);
                first ??= table.Rules[i].Name;
            }
        return first;
    }

    /// <summary>After the last text of the body: shows rules the texts that are left.</summary>
    public void EndText(ReadOnlySpan<byte> body)
    {
        Beside?.EndText(body);
        MatchAll(body);
        _lastTurn.Match(body, table.TextOfLastTurn, Held(ConditionKind.Text));
    }

    private RequestThreats ThreatsOf(FrozenSet<string> types, SeenTexts? seen) => new(types, LearnsOrAsks(SeenKind.Destination), seen);

    private static bool IsOf(PolicyRule rule, Finding finding) => rule.Detectors.Count == 0 || rule.Detectors.Contains(finding.Detector);

    /// <summary>Counts different values where a rule wants several, and otherwise how many there are.</summary>
    private void Count(int rule, Finding finding)
    {
        _counts[rule]++;
        var least = table.Rules[rule].MinCount;
        if (least > 1)
        {
            var values = _values[rule] ??= [];
            if (values.Count < least)
                values.Add(RuleExceptions.NameOf(finding.Fingerprint));
            if (values.Count < least)
                return;
        }
        RuleBits.Add(Held(ConditionKind.Findings), rule);
    }

    private void BeginText(ReadOnlySpan<byte> body, long document)
    {
        if (document != _document)
            MatchAll(body);
        _document = document;
    }

    private void MatchAll(ReadOnlySpan<byte> body)
    {
        if (_all.IsEmpty)
            return;
        var matched = Held(ConditionKind.Text);
        if (_seen is null || _name is not { IsLong: true })
            _all.Match(body, table.Text, matched);
        else
            RuleBits.Union(matched, Matches(body, _seen, _name.Take(_seen)));
        _all.Clear();
        _name?.Clear();
    }

    /// <summary>A text that is read for the first time is shown to every rule, so that it is known for all of them.</summary>
    private ulong[] Matches(ReadOnlySpan<byte> body, SeenTexts seen, UInt128 text)
    {
        if (seen.TryGet(text, out ulong[]? matches))
            return matches;
        Array.Clear(_scratch);
        _all.Match(body, table.Text, _scratch);
        matches = RuleBits.IsEmpty(_scratch) ? table.None : [.. _scratch];
        seen.Add(text, matches);
        return matches;
    }
}
