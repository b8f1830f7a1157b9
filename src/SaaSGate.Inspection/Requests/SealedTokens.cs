using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Json;
using SaaSGate.Inspection.Masking;

namespace SaaSGate.Inspection.Requests;

/// <summary>
/// Finds sealed tokens that come back in a request. Where the conversation is told again (<c>system</c>, <c>messages</c>,
/// <c>prompt</c>) they give way to their values in what goes to Claude, but for addresses that Claude fetches (the <c>url</c> of a <c>source</c>): no value is
/// carried to a third party. Everywhere a label stands in the record.
/// <para>
/// A token that does not open (too old, of another skill, type or organisation, or changed) is left as it is: the rest of the
/// conversation may make sense without it, and Claude itself refuses thinking that was not restored. It is recorded as a
/// finding of type <see cref="FindingTypes.SealedToken"/>. So is a token of this skill that stands where none is restored, as a finding of its type.
/// </para>
/// </summary>
internal sealed class SealedTokens
{
    private const string Detector = "sealed-token";
    private const int LongestType = SealedTokenDetector.LongestType;
    private static readonly byte[] Mark = Encoding.ASCII.GetBytes(Sealer.Mark);
    private static readonly SearchValues<byte> TypeBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"u8);
    private static readonly SearchValues<byte> ContentBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);
    private readonly Labeller _labeller;
    private readonly MaskPlan _plan;
    private readonly Dictionary<int, List<Finding>> _findings = [];
    private readonly Dictionary<string, string>? _byLabel;
    private int _shift;

    private SealedTokens(Labeller labeller, MaskPlan plan, Dictionary<string, string>? byLabel = null) => (_labeller, _plan, _byLabel) = (labeller, plan, byLabel);

    /// <summary>Replacements that make what goes to Claude.</summary>
    public ByteEdits Restored { get; } = new();

    /// <summary>Replacements that make what detectors and the record see.</summary>
    public ByteEdits Labelled { get; } = new();

    /// <summary>Reads a body that is known to be valid; null where no token is in it.</summary>
    /// <param name="body">The body.</param>
    /// <param name="labeller">Opens tokens.</param>
    /// <param name="plan">Names rules of findings.</param>
    /// <param name="batch">Whether it is a batch.</param>
    /// <param name="byLabel">Gets the tokens for which each label stands; of a long value all, one behind the other.</param>
    public static SealedTokens? Read(ReadOnlySpan<byte> body, Labeller labeller, MaskPlan plan, bool batch, Dictionary<string, string>? byLabel = null)
    {
        if (body.IndexOf(Mark) < 0 && !PlainText.IsNeeded(body))
            return null;
        var tokens = new SealedTokens(labeller, plan, byLabel);
        var (depth, isTold, fetched) = (batch ? 4 : 1, false, new FetchedUrl());
        for (var reader = new Utf8JsonReader(body, StrictJson.Options); reader.Read();)
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
                continue;
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth <= depth)
                isTold = reader.CurrentDepth == depth && (reader.IsText("messages"u8) || reader.IsText("system"u8) || reader.IsText("prompt"u8));
            if (reader.TokenType == JsonTokenType.PropertyName)
                fetched.Enter(ref reader);
            var restores = isTold && !fetched.IsHere;
            var start = (int)reader.TokenStartIndex + 1;
            if (reader.ValueIsEscaped && PlainText.IsNeeded(reader.ValueSpan))
                tokens.Look(PlainText.Of(reader.ValueSpan, Mark, out var places), start, restores, places);
            else
                tokens.Look(reader.ValueSpan, start, restores);
        }
        return tokens.Labelled.IsEmpty ? null : tokens;
    }

    /// <summary>A text with labels for tokens.</summary>
    public static string LabelIn(string text, Labeller labeller)
    {
        if (!text.Contains(Sealer.Mark, StringComparison.Ordinal))
            return text;
        var (bytes, tokens) = (Encoding.UTF8.GetBytes(text), new SealedTokens(labeller, MaskPlan.Nothing));
        tokens.Look(bytes, 0, restores: false);
        return Encoding.UTF8.GetString(tokens.Labelled.Apply(bytes));
    }

    /// <summary>What was found in the string that begins at an offset of the labelled body; offsets are those of the labels in it.</summary>
    public IReadOnlyList<Finding> In(int start) => _findings.GetValueOrDefault(start, []);

    /// <param name="raw">Content of a string, none of whose tokens is written with escapes.</param>
    /// <param name="start">Where in the body it begins.</param>
    /// <param name="restores">Whether tokens are restored there.</param>
    /// <param name="places">For each byte, how far behind <paramref name="start"/> it stands in the body; without them, each where it is.</param>
    private void Look(ReadOnlySpan<byte> raw, int start, bool restores, int[]? places = null)
    {
        var (stringStart, unit, done, lastEnd, lastLabel, isFirst) = (start + _shift, 0, 0, -1, "", false);
        for (var at = raw.IndexOf(Mark); at >= 0; at = Next(raw, at))
        {
            var open = raw[Math.Max(0, at - LongestType - 1)..at].LastIndexOfAnyExcept(TypeBytes) + Math.Max(0, at - LongestType - 1);
            var content = raw[(at + Mark.Length)..];
            var length = content.IndexOfAnyExcept(ContentBytes);
            if (open < done || raw[open] != '[' || length <= 0 || content[length] != ']')
                continue;
            var type = Encoding.ASCII.GetString(raw[(open + 1)..at]);
            var end = at + Mark.Length + length + 1;
            var value = _labeller.Open(type, content[..length]);
            var label = value is { } opened ? Labeller.Label(type, opened.Label) : _labeller.Label(FindingTypes.SealedToken, Head(raw[open..end]));
            var (first, last) = places is null ? (start + open, start + end) : (start + places[open], start + places[end]);
            if (restores && value is { } known)
                Restored.Replace(first, last, Quote(known.Text));
            var goesOn = value is { Continues: true } && open == lastEnd && label == lastLabel;
            unit += Units(raw[done..open]);
            if (_byLabel is not null)
            {
                var token = Encoding.ASCII.GetString(raw[open..end]);
                if (!goesOn)
                    isFirst = _byLabel.TryAdd(label, token);
                else if (isFirst)
                    _byLabel[label] += token;
            }
            if (!goesOn)
                Tell(stringStart, value is null ? FindingTypes.SealedToken : type, label, unit, value is { } told ? told.Fingerprint ?? _labeller.Fingerprint(type, told.Text) : _labeller.Fingerprint(FindingTypes.SealedToken, Head(raw[open..end])));
            var shown = goesOn ? "" : label;
            Labelled.Replace(first, last, shown);
            (unit, done, lastEnd, lastLabel) = (unit + shown.Length, end, end, label);
            _shift += shown.Length - (last - first);
        }
    }

    private void Tell(int stringStart, string type, string label, int unit, byte[] fingerprint)
    {
        if (!_findings.TryGetValue(stringStart, out var findings))
            _findings.Add(stringStart, findings = []);
        findings.Add(new Finding(type, Detector, Location: "", unit, unit + label.Length, Score: 1, label, fingerprint, _plan.Find(type, score: 1)?.Rule ?? ""));
    }

    /// <summary>What of a token that does not open is named: as much as detectors see of one in an answer.</summary>
    private static string Head(ReadOnlySpan<byte> token) => Encoding.ASCII.GetString(token[..Math.Min(token.Length, Detection.Detector.LookAhead)]);

    private static int Next(ReadOnlySpan<byte> raw, int at)
    {
        var next = raw[(at + Mark.Length)..].IndexOf(Mark);
        return next < 0 ? -1 : at + Mark.Length + next;
    }

    private static int Units(ReadOnlySpan<byte> raw) => JsonText.Decode(raw, new char[raw.Length]);

    /// <summary>The content of a JSON string. Half pairs become escapes: the other half may follow in the next token.</summary>
    private static string Quote(string text)
    {
        var json = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                json.Append(text, i++, 2);
            else if (text[i] is '"' or '\\')
                json.Append('\\').Append(text[i]);
            else if (text[i] < ' ' || char.IsSurrogate(text[i]))
                json.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:x4}");
            else
                json.Append(text[i]);
        return json.ToString();
    }

    /// <summary>Knows whether a walk stands in the <c>url</c> of a <c>source</c>. A tool's input may name anything so.</summary>
    private struct FetchedUrl()
    {
        private const int Nowhere = int.MaxValue;
        private int _input = Nowhere, _source = Nowhere;

        public bool IsHere { get; private set; }

        /// <summary>Goes on to a member.</summary>
        public void Enter(ref Utf8JsonReader name)
        {
            var depth = name.CurrentDepth;
            (_input, _source) = (depth <= _input ? Nowhere : _input, depth <= _source ? Nowhere : _source);
            IsHere = _input == Nowhere && depth == _source + 1L && name.IsText("url"u8);
            if (_input != Nowhere)
                return;
            if (name.IsText("input"u8))
                _input = depth;
            else if (name.IsText("source"u8))
                _source = depth;
        }
    }
}
