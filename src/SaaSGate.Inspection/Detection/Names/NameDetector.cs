using System.Collections.Frozen;

namespace SaaSGate.Inspection.Detection.Names;

/// <summary>
/// Names of people, places and organisations, and what else was learned with them, found by a tagger: see <see cref="NameModel"/>.
/// Text is read in segments, runs of tokens between two that surely belong to no name, and each segment is decided as a whole.
/// </summary>
internal sealed class NameDetector : Detector
{
    /// <summary>Guesses that are less sure are not worth keeping.</summary>
    public const float LeastScore = 0.2f;

    /// <summary>What names gain when guesses are looked for that lost to nothing at all.</summary>
    private const float GuessBias = 2;

    /// <summary>Of a segment that was cut, what lies this near to the cut is decided with what follows.</summary>
    private const int Undecided = 64;

    private static readonly uint[] FormatWords = Array.ConvertAll(
        [
            "claude", "opus", "sonnet", "haiku", "delta", "usage", "role", "index", "ping", "model", "content", "message", "messages", "text", "thinking", "type", "name", "id", "error", "details", "completion",
            "prompt", "system", "tools", "tool", "metadata", "source", "data", "title", "url", "cache", "ephemeral", "standard", "priority", "batch", "auto", "any", "input", "output", "tokens", "signature",
            "citations", "container", "server", "service", "stop", "refusal", "user", "assistant",
        ], word => NameHash.Of(word));

    private static readonly int Person = Array.IndexOf(NameTags.Types, FindingTypes.Person), Title = Array.IndexOf(NameTags.Types, FindingTypes.Title);
    private static readonly ValueKind[] AllKinds = Array.ConvertAll(NameTags.Types, type => new ValueKind("names", type, 5));
    private readonly bool[] _wanted;
    private readonly Lazy<NameModel> _model;
    private readonly Found[] _found = new Found[NameSegment.MaxUnits];
    private NameSegment? _segment;
    private NameDecoder? _decoder;
    private (int Next, int Count) _queue;
    private int _resume;
    private int _before;
    private bool _begun;

    public NameDetector()
        : this([.. AllKinds.Select(_ => true)], new Lazy<NameModel>(() => NameModel.Shipped))
    {
    }

    public NameDetector(NameModel model)
        : this([.. AllKinds.Select(_ => true)], new Lazy<NameModel>(model))
    {
    }

    private NameDetector(bool[] wanted, Lazy<NameModel> model)
    {
        (_wanted, _model) = (wanted, model);
        Kinds = [.. AllKinds.Where((_, type) => wanted[type])];
    }

    public override int ShortestValue => 2;

    public override int ShortestWord => 2;

    public override IReadOnlyList<ValueKind> Kinds { get; }

    public override Detector? Limit(FrozenSet<string> types)
    {
        var wanted = NameTags.Types.Select((type, i) => _wanted[i] && types.Contains(type)).ToArray();
        return wanted.Contains(true) ? new NameDetector(wanted, _model) : null;
    }

    public override Detector ForText() => new NameDetector(_wanted, _model);

    public override void Reset()
    {
        (_queue, _resume, _before, _begun) = (default, 0, NameTags.Outside, false);
        _segment?.Reset();
    }

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        _segment ??= new NameSegment(_model.Value.Lexicon);
        _decoder ??= new NameDecoder(_model.Value);
        if (!_begun)
            _segment.Begin(text.Chars[..from]);
        _begun = true;
        while (true)
        {
            // 1. What is left of the last segment.
            if (_queue.Next < _queue.Count)
            {
                var next = _found[_queue.Next++];
                found = new DetectedValue(AllKinds[next.Type], from + next.Start, from + next.End, next.Score);
                for (var i = _queue.Next; i < _queue.Count; i++)
                    _found[i] = _found[i] with { Start = _found[i].Start - next.End, End = _found[i].End - next.End };
                _resume -= next.End;
                settled = found.End;
                return true;
            }

            // 2. The next segment.
            from += _resume;
            _resume = 0;
            if (!_segment.TryRead(ref text, ref from))
            {
                (found, settled) = (default, from);
                return false;
            }

            // 3. Its names.
            _resume = (_decoder.Score(text.Chars, _segment, GuessBias) ? Decide(from) : Pass()) - from;
        }
    }

    /// <summary>Text as it is written, but for its case, the white space in it, and forms of address before a person.</summary>
    public override string Normalise(ValueKind kind, ReadOnlySpan<char> value)
    {
        var words = value.ToString().ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', kind.Type == FindingTypes.Person ? NameHonorifics.Strip(words) : words);
    }

    /// <summary>Takes a segment without names.</summary>
    private int Pass()
    {
        _before = NameTags.Outside;
        return _segment!.Take(_segment.Count);
    }

    /// <summary>Queues the names of the segment; returns where the next one begins.</summary>
    private int Decide(int from)
    {
        var (segment, decoder) = (_segment!, _decoder!);
        Span<byte> tags = stackalloc byte[segment.Count];
        Span<byte> guesses = stackalloc byte[segment.Count];
        if (!decoder.Decode(_before, GuessBias, guesses))
            return Pass();
        decoder.Decode(_before, 0, tags);
        Span<byte> pieces = stackalloc byte[segment.Count];
        tags.CopyTo(pieces);
        NameAddresses.Join(segment, tags);
        NameHonorifics.Join(segment, tags, guesses);
        var taken = segment.IsCut ? Taken(tags) : segment.Count;
        _queue = default;
        decoder.Weigh(_before);
        for (var i = 0; i < taken; i++)
        {
            var end = End(tags, i, taken);
            if (end > i)
                Queue(tags, i, end, End(pieces, i, taken) is var first && first > i ? Math.Min(first, end) : end, from);
            else if (guesses[i] != NameTags.Outside && !NameTags.IsInside(guesses[i]) && End(guesses, i, taken) is var last && !tags[i..last].ContainsAnyExcept((byte)0))
                Queue(guesses, i, end = last, last, from);
            i = Math.Max(i, end - 1);
        }
        _before = tags[taken - 1];
        return segment.Take(taken);
    }

    /// <summary>How many tokens of a segment that is cut are decided: up to the start of a name, or behind what is none.</summary>
    private int Taken(ReadOnlySpan<byte> tags)
    {
        var limit = _segment![_segment.Count - 1].End - Undecided;
        for (var i = tags.Length - 1; i > 0; i--)
            if (_segment[i].Start < limit && !NameTags.IsInside(tags[i]))
                return i;
        return tags.Length;
    }

    private static int End(ReadOnlySpan<byte> tags, int start, int limit)
    {
        if (tags[start] == NameTags.Outside || NameTags.IsInside(tags[start]))
            return start;
        var end = start + 1;
        while (end < limit && tags[end] == tags[start] + 1)
            end++;
        return end;
    }

    /// <summary>Queues a name whose tokens up to one tell how sure it is, and apart from it the form of address that it begins with.</summary>
    private void Queue(ReadOnlySpan<byte> tags, int start, int end, int judged, int from)
    {
        var type = NameTags.TypeOf(tags[start]);
        if (!(_wanted[type] || (type == Person && _wanted[Title])) || IsOfFormat(start, end))
            return;
        var name = type == Person ? NameHonorifics.End(_segment!, start, end) : start;
        var (least, sum) = (1f, 0f);
        for (var i = name; i < judged; i++)
        {
            var probability = _decoder!.Probability(i, type);
            least = Math.Min(least, probability);
            sum += probability;
        }
        var score = Calibrate(type, (least + (sum / (judged - name))) / 2);
        if (name > start)
            Add(Title, start, name, score, from);
        Add(type, name, end, score, from);
    }

    private void Add(int type, int start, int end, float score, int from)
    {
        if (_wanted[type] && score >= LeastScore)
            _found[_queue.Count++] = new Found(type, _segment![start].Start - from, _segment[end - 1].End - from, score);
    }

    /// <summary>Whether it is a word of Claude's own format, written small: some of them are names elsewhere.</summary>
    private bool IsOfFormat(int start, int end) =>
        _segment![start].Shape == NameShape.Lower && (end - start == 1 || _segment[start + 1].Glued) && Array.IndexOf(FormatWords, _segment[start].Word) >= 0;

    private float Calibrate(int type, float probability)
    {
        var logit = MathF.Log(Math.Clamp(probability, 1e-4f, 1 - 1e-4f) / (1 - Math.Clamp(probability, 1e-4f, 1 - 1e-4f)));
        var calibration = _model.Value.Calibration;
        return 1 / (1 + MathF.Exp(-((calibration[2 * type] * logit) + calibration[(2 * type) + 1])));
    }

    private readonly record struct Found(int Type, int Start, int End, float Score);
}
