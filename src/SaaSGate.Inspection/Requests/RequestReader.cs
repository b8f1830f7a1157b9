using SaaSGate.Inspection.Caching;
using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Exfiltration.Threats;
using SaaSGate.Inspection.Json;
using SaaSGate.Inspection.Masking;

namespace SaaSGate.Inspection.Requests;

/// <summary>Reads one request: masks it for its record, and shows its text and findings to the rules.</summary>
/// <remarks>
/// Rules that look for text see what <c>system</c> and <c>messages</c> (or <c>prompt</c>) hold: text, thinking, tool inputs and
/// results, documents that are text, titles; and what tools say they are for. The texts of one message are joined by line ends,
/// and those of its text blocks by nothing as well; no pattern reaches from one message into the next. With
/// <c>last_user_turn</c> they see the text blocks that the user wrote since the last answer, joined in the same way: no tool
/// results, no documents.
/// </remarks>
internal sealed class RequestReader(MaskPlan plan, RuleEvaluation rules, Labeller labeller, IReadOnlyList<RequestOutline> outlines, bool batch, SeenTexts? seen = null)
    : BodyMasker(plan, labeller, sealsThinking: false, seen)
{
    /// <summary>Bytes of the longest name by which a member names a host.</summary>
    private const int LongestHostName = 64;

    private readonly Labeller _labeller = labeller;
    private readonly BulkCounter _bulk = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly ToolCalls? _calls = rules.Calls;
    private char[] _text = [];

    /// <summary>Tokens in whose place the body has labels; null where there were none.</summary>
    public SealedTokens? Tokens { get; init; }

    /// <summary>Whether this walk finds no values but in names, as locations must show them: another walk tells all.</summary>
    public bool TellsNamesOnly { get; init; }

    /// <summary>Whether rules see the text of this walk. Where tokens were restored they see that of another: what goes to Claude.</summary>
    public bool ShowsText { get; init; } = true;

    /// <summary>What was found where labels stand, where this is the record of a request; null where it is one.</summary>
    public RecordedLabels? Recorded { get; init; }

    /// <summary>Bytes of base64 that was read.</summary>
    public long BinaryBytes { get; private set; }

    /// <summary>How many were found of each type, those that are not told one by one among them.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    protected override bool SeesFree => _calls is not null && ShowsText;

    /// <summary>Tells the last tool call, behind the walk.</summary>
    public void EndCalls(ReadOnlySpan<byte> body) => _calls?.End(body);

    /// <summary>Tells what another walk of the same request found.</summary>
    public void Tell(IEnumerable<Finding> findings)
    {
        foreach (var finding in findings)
            Tell(finding);
    }

    /// <summary>Tells what was found when the request came and is found no more.</summary>
    public void TellOthers()
    {
        foreach (var finding in Recorded?.Others(Findings).ToArray() ?? [])
        {
            Tell(finding);
            rules.AddFinding(finding, lastTurn: false);
        }
    }

    protected override void Text(ReadOnlySpan<byte> body, int start, int length)
    {
        if (SeesFree && IsOfBlock(body, "name"u8))
            CallAt(body).Name(start, length);
        ShowRules(body, start, length);
        TellTokens(body, start);
        JudgeText(body, start, length);
        if (Recorded is not null)
            foreach (var finding in Recorded.In(body.Slice(start, length)))
                Found(body, Located(body, finding));
        if (!TellsNamesOnly)
            base.Text(body, start, length);
    }

    protected override void Number(ReadOnlySpan<byte> body, int start, int length)
    {
        if (IsToolInput(body))
            ShowRules(body, start, length, number: true);
        if (!TellsNamesOnly)
            base.Number(body, start, length);
    }

    protected override void Name(ReadOnlySpan<byte> body, int start, int length)
    {
        if (IsToolInput(body))
            ShowRules(body, start, length);
        TellTokens(body, start);
        base.Name(body, start, length);
    }

    protected override void Found(ReadOnlySpan<byte> body, Finding finding)
    {
        if (TellsNamesOnly)
            return;
        Tell(finding);
        rules.AddFinding(finding, IsLastUserTurn(body));
        CountPersonal(body, finding);
    }

    /// <summary>Pointers are long to make: none is for what is only counted.</summary>
    protected override Finding Located(ReadOnlySpan<byte> body, Finding finding) => Findings.Count < RequestInspection.MostFindings ? base.Located(body, finding) : finding;

    protected override void Id(ReadOnlySpan<byte> body, int start, int length)
    {
        TellTokens(body, start);
        if (SeesFree && IsOfBlock(body, "type"u8))
            CallAt(body).Type(body.Slice(start, length));
        if (rules.AsksFiles && IsFile(body, body.Slice(start, length)))
            rules.AddFile();
        if (!TellsNamesOnly)
            MaskId(body, start, length);
    }

    /// <summary>The record keeps a digest, also of base64 that is text: what stands in it is told, and shown to rules.</summary>
    protected override void Binary(ReadOnlySpan<byte> body, int start, int length)
    {
        BinaryBytes += length;
        if (!TellsNamesOnly)
            ReplaceBinary(body, start, length);
        if (ShowsText && rules.AsksText && DocumentOf(body) is >= 0 and var document)
            rules.AddDocument(body, start..(start + length), document);
        if (!TellsNamesOnly)
            TryLookInside(body, start, length, out _, out _);
        if (ShowsText && rules.Threats.IsAsked && OriginOf(body) is var origin && rules.Threats.Asks(origin) && Base64Text.TryRead(body.Slice(start, length), out var inside))
            Judge(body, inside, origin, key: null);
    }

    protected override void Free(ReadOnlySpan<byte> body, int start, int length)
    {
        if (IsOfBlock(body, "input"u8))
            CallAt(body).Input(start, length);
    }

    /// <summary>Steps from the root to the request's own members.</summary>
    private int Root => batch ? 3 : 0;

    private int Request => batch ? Path.ElementAt(1) : 0;

    private void TellTokens(ReadOnlySpan<byte> body, int start)
    {
        if (Tokens is not null)
            foreach (var finding in Tokens.In(start))
                Found(body, Located(body, finding));
    }

    private void ShowRules(ReadOnlySpan<byte> body, int start, int length, bool number = false)
    {
        if (ShowsText && rules.AsksText && length > 0 && DocumentOf(body) is >= 0 and var document)
            rules.AddText(body, start..(start + length), KeyOf(body, start, length, number), document, isBlock: Path.IsName(body, Path.Depth - 1, "text"u8), IsLastUserTurn(body));
    }

    private void JudgeText(ReadOnlySpan<byte> body, int start, int length)
    {
        if (ShowsText && rules.Threats.IsAsked && length > 0 && OriginOf(body) is var origin && rules.Threats.Asks(origin))
        {
            var key = origin == TextOrigin.ToolInput ? null : KeyOf(body, start, length, number: false);
            if (!rules.Threats.AreNone(key, origin))
                Judge(body, body.Slice(start, length), origin, key);
        }
    }

    private void Judge(ReadOnlySpan<byte> body, ReadOnlySpan<byte> raw, TextOrigin origin, UInt128? key)
    {
        var text = Decode(raw);
        var name = origin == TextOrigin.ToolInput && Path.NearestName(body) is { Length: <= LongestHostName } near ? JsonText.ToText(near) : "";
        foreach (var threat in rules.Threats.Find(text, origin, name, key))
        {
            if (threat.Destination is not null && rules.OnlyLearnsDestinations)
            {
                rules.LearnDestination(threat.Destination);
                continue;
            }
            var value = threat.Destination ?? text[threat.Start..threat.End].ToString();
            var finding = new Finding(threat.Type, threat.Detector, Location(body), threat.Start, threat.End, threat.Score, _labeller.Label(threat.Type, value), _labeller.Fingerprint(threat.Type, value), "");
            if (rules.AddThreat(finding, threat, IsLastUserTurn(body)) is { } rule)
                Tell(finding with { Rule = rule });
        }
    }

    /// <summary>Counts different personal values of one content block, and tells when there are too many.</summary>
    private void CountPersonal(ReadOnlySpan<byte> body, Finding finding)
    {
        if (!rules.AsksBulk || finding.Score < 0.5 || !ThreatTypes.Personal.Contains(finding.Type) || DocumentOf(body) is not (>= 0 and var document)
            || _bulk.Add((document, Path.ElementAt(Root + 3)), finding.Fingerprint) is not (> 0 and var count)
            || !rules.AsksBulkOf(count))
            return;
        var location = Location(body);
        var bulk = finding with { Type = FindingTypes.Bulk, Detector = "bulk", Location = location, Score = 1, Label = _labeller.Label(FindingTypes.Bulk, location), Fingerprint = _labeller.Fingerprint(FindingTypes.Bulk, location) };
        if (rules.AddBulk(bulk, count, IsLastUserTurn(body)) is { } rule)
            Tell(bulk with { Rule = rule });
    }

    private void Tell(Finding finding)
    {
        _counts[finding.Type] = _counts.GetValueOrDefault(finding.Type) + 1;
        if (Findings.Count < RequestInspection.MostFindings)
            Findings.Add(finding);
    }

    private ReadOnlySpan<char> Decode(ReadOnlySpan<byte> raw)
    {
        if (_text.Length < raw.Length)
            _text = new char[Math.Max(raw.Length, _text.Length * 2)];
        return _text.AsSpan(0, JsonText.Decode(raw, _text));
    }

    /// <summary>
    /// Texts of users, and what stands in members of their blocks or of Claude's that hold what tools and searches gave. What
    /// the skill itself says, and Claude, is trusted here.
    /// </summary>
    private TextOrigin OriginOf(ReadOnlySpan<byte> body)
    {
        if (Path.IsName(body, Root, "prompt"u8))
            return TextOrigin.User;
        if (!Path.IsName(body, Root, "messages"u8) || !Path.IsName(body, Root + 2, "content"u8))
            return TextOrigin.Trusted;
        if (Path.Depth == Root + 3 || Path.IsName(body, Root + 4, "text"u8))
            return Request < outlines.Count && outlines[Request].IsUser(Path.ElementAt(Root + 1)) ? TextOrigin.User : TextOrigin.Trusted;
        if (Path.IsName(body, Root + 4, "input"u8))
            return TextOrigin.ToolInput;
        return Path.IsName(body, Root + 4, "content"u8) || Path.IsName(body, Root + 4, "source"u8) || Path.IsName(body, Root + 4, "title"u8) || Path.IsName(body, Root + 4, "context"u8)
            ? TextOrigin.Foreign
            : TextOrigin.Trusted;
    }

    /// <summary>Numbers the system prompt, each message and each tool of each request; -1 elsewhere.</summary>
    private long DocumentOf(ReadOnlySpan<byte> body)
    {
        var request = (long)Request << 33;
        if (Path.IsName(body, Root, "messages"u8))
            return request + Path.ElementAt(Root + 1) + 1;
        if (Path.IsName(body, Root, "tools"u8) && Path.IsName(body, Path.Depth - 1, "description"u8))
            return request + (1L << 32) + Path.ElementAt(Root + 1);
        return Path.IsName(body, Root, "system"u8) || Path.IsName(body, Root, "prompt"u8) ? request : -1;
    }

    /// <summary>Whether the walk stands at this member of a content block of a message.</summary>
    private bool IsOfBlock(ReadOnlySpan<byte> body, ReadOnlySpan<byte> name) =>
        Path.Depth == Root + 5 && Path.IsName(body, Root + 4, name) && Path.IsName(body, Root, "messages"u8) && Path.IsName(body, Root + 2, "content"u8);

    private ToolCalls CallAt(ReadOnlySpan<byte> body)
    {
        _calls!.GoTo(body, (Request, Path.ElementAt(Root + 1), Path.ElementAt(Root + 3)));
        return _calls;
    }

    /// <summary>Whether an id is the type of a block that attaches something.</summary>
    private bool IsFile(ReadOnlySpan<byte> body, ReadOnlySpan<byte> id) =>
        Path.IsName(body, Path.Depth - 1, "type"u8) && Path.IsName(body, Root, "messages"u8)
        && (JsonText.IsAscii(id, "image"u8) || JsonText.IsAscii(id, "document"u8) || JsonText.IsAscii(id, "container_upload"u8));

    /// <summary>Whether a name or number is of a tool's input in a message.</summary>
    private bool IsToolInput(ReadOnlySpan<byte> body) => Path.Depth > Root + 5 && Path.IsName(body, Root, "messages"u8) && Path.IsName(body, Root + 4, "input"u8);

    private bool IsLastUserTurn(ReadOnlySpan<byte> body)
    {
        if (Path.IsName(body, Root, "prompt"u8))
            return true;
        var isText = Path.Depth == Root + 3 || (Path.Depth == Root + 5 && Path.IsName(body, Root + 4, "text"u8));
        return isText && Path.IsName(body, Root, "messages"u8) && Path.IsName(body, Root + 2, "content"u8)
            && Request < outlines.Count && outlines[Request].IsLastUserTurn(Path.ElementAt(Root + 1));
    }
}
