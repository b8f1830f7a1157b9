namespace SaaSGate.Inspection.Detection.Names;

/// <summary>
/// A run of tokens that may hold names, between two that surely belong to none; with its neighbours on both sides. What stands
/// outside such runs is passed over quickly.
/// </summary>
internal sealed class NameSegment(NameLexicon lexicon)
{
    /// <summary>
    /// Units of a segment from where reading began. With two more tokens to look at, everything about it is decided within
    /// <see cref="Detector.LookAhead"/>.
    /// </summary>
    public const int MaxUnits = Detector.LookAhead - (2 * (NameTokens.MaxToken + NameTokens.MaxSpace)) - 12;

    private const uint FarBack = 40;
    private static readonly uint[] Links = Array.ConvertAll(["of", "&", "-", "de", "del", "la", "von", "van", "der", "for"], word => NameHash.Of(word));

    private readonly NameToken[] _tokens = new NameToken[MaxUnits + (2 * NameFeatures.Reach) + 2];
    private bool _afterPlain = true;
    private readonly NameRun[] _runs = new NameRun[MaxUnits + 1];
    private readonly byte[] _ahead = new byte[MaxUnits + 1];
    private int _blank;
    private NameToken _break;
    private uint _sinceCapital = FarBack;
    private bool _hasCapitals;

    /// <summary>
    /// Whether the writer uses capitals: 0 where none was seen so far, 1 where the last stands far back, 2 where words nearby have one,
    /// in the segment too. Where others do, a small word hardly is a name.
    /// </summary>
    public uint Capitals { get; private set; }

    /// <summary>Tokens of the segment.</summary>
    public int Count { get; private set; }

    /// <summary>Whether it was cut off because it is too long.</summary>
    public bool IsCut { get; private set; }

    /// <summary>A token of the segment.</summary>
    public ref readonly NameToken this[int index] => ref _tokens[NameFeatures.Reach + index];

    /// <summary>A token in the middle of its neighbours.</summary>
    public ReadOnlySpan<NameToken> Around(int index) => _tokens.AsSpan(index, (2 * NameFeatures.Reach) + 1);

    /// <summary>What a token hangs on: the first blank line before it in the segment, or else the token before the segment.</summary>
    public ref readonly NameToken Opening(int index) => ref index > _blank ? ref _break : ref _tokens[NameFeatures.Reach - 1];

    /// <summary>
    /// What follows a token up to the end of its line: how many commas, whether a country and a word of streets, and whether another
    /// line of the segment follows. It tells an address of one piece from one whose parts stand alone.
    /// </summary>
    public uint Ahead(int index) => _ahead[index];

    /// <summary>The run of capitals that a token stands in; of none, itself.</summary>
    public NameRun Run(int index) => _runs[index];

    /// <summary>The token before the first, or behind the last of a run, and any other.</summary>
    public ref readonly NameToken Near(int index) => ref _tokens[NameFeatures.Reach + index];

    public void Reset()
    {
        Count = 0;
        _afterPlain = true;
        (_sinceCapital, _hasCapitals) = (FarBack, false);
        Array.Clear(_tokens, 0, NameFeatures.Reach);
    }

    /// <summary>Reads what stands before a text: words of context.</summary>
    public void Begin(ReadOnlySpan<char> context)
    {
        Reset();
        var text = new TextView(context, final: true);
        for (var at = 0; at < context.Length; at = _tokens[NameFeatures.Reach - 1].End)
            Pass(Read(ref text, at, _tokens[NameFeatures.Reach - 1]));
    }

    /// <summary>Reads to the end of the next segment.</summary>
    /// <param name="text">The view; starved where the segment is not all there.</param>
    /// <param name="from">Where to read; moved behind what belongs to no segment.</param>
    /// <returns>False where there is none yet, or none any more.</returns>
    public bool TryRead(ref TextView text, ref int from)
    {
        while (true)
        {
            var token = Read(ref text, from, _tokens[NameFeatures.Reach - 1]);
            if (text.Starved)
                return false;
            if (token.Shape == NameShape.Edge)
            {
                from = text.Length;
                return false;
            }
            if (!IsPlain(token) && !(_afterPlain && IsJoint(token)))
                return TryGather(ref text, from, token);
            Pass(token);
            _afterPlain = true;
            from = token.End;
        }
    }

    /// <summary>Tells that the first tokens are done with: they become the neighbours of what follows.</summary>
    /// <returns>Where to read on.</returns>
    public int Take(int count)
    {
        var end = this[count - 1].End;
        var (farLeft, left) = (_tokens[count], _tokens[count + 1]);
        for (var i = 0; i < count; i++)
            Remember(this[i]);
        (_tokens[0], _tokens[1]) = (farLeft, left);
        _afterPlain = false;
        Count = 0;
        return end;
    }

    private bool TryGather(ref TextView text, int from, NameToken token)
    {
        var count = 0;
        _blank = int.MaxValue;
        while (true)
        {
            if (_blank == int.MaxValue && token.Shape == NameShape.NewLine && token.Word == NameTokens.Blank)
                (_blank, _break) = (count, token with { Word = token.Word + 1 });
            _tokens[NameFeatures.Reach + count++] = token;
            token = Read(ref text, token.End, token);
            if (text.Starved)
                return false;
            IsCut = token.End - from > MaxUnits;
            if (IsCut || token.Shape == NameShape.Edge || IsPlain(token))
                break;
        }
        Count = count;
        _tokens[NameFeatures.Reach + count] = token;
        _tokens[NameFeatures.Reach + count + 1] = token.Shape == NameShape.Edge ? token : Read(ref text, token.End, token);
        if (text.Starved)
            return false;
        Capitals = !_hasCapitals ? 0u : _sinceCapital >= FarBack ? 1u : 2u;
        for (var i = 0; i < count; i++)
            if (IsCapital(this[i]))
                Capitals = 2;
        for (var i = 0; i < count; i++)
            MarkPhrases(NameFeatures.Reach + i);
        LookAhead();
        FindRuns();
        return true;
    }

    /// <summary>Joins words with capitals, and what links two of them, to runs.</summary>
    private void FindRuns()
    {
        for (var i = 0; i < Count; i++)
        {
            var end = i;
            while (IsOfRun(end) || (end > i && IsLink(this[end]) && IsOfRun(end + 1)))
                end++;
            end = Math.Max(end, i + 1);
            for (var at = i; at < end; at++)
                _runs[at] = new NameRun((byte)i, (byte)(end - 1));
            i = end - 1;
        }
    }

    private bool IsOfRun(int index) => index < Count && (MayBeginPhrase(this[index].Shape) || this[index].Shape == NameShape.Foreign);

    private static bool IsLink(in NameToken token) => token.Shape is NameShape.Lower or NameShape.Mark && Array.IndexOf(Links, token.Word) >= 0;

    private void LookAhead()
    {
        var (commas, marks) = (0u, 0u);
        for (var i = Count - 1; i >= 0; i--)
        {
            _ahead[i] = (byte)(commas | marks);
            ref readonly var token = ref this[i];
            if (token.Shape == NameShape.NewLine)
                (commas, marks) = (0, 16);
            else if (token.Shape == NameShape.Mark && token.Word == NameTokens.Comma)
                commas = Math.Min(3, commas + 1);
            else
                marks |= ((token.Bits & WordBits.Country) != 0 ? 4u : 0) | ((token.Bits & WordBits.Street) != 0 ? 8u : 0);
        }
    }

    private NameToken Read(ref TextView text, int at, in NameToken before)
    {
        var token = NameTokens.Read(ref text, at, before);
        return token with { Bits = lexicon[token.Word] };
    }

    private void Pass(in NameToken token)
    {
        Remember(token);
        (_tokens[0], _tokens[1]) = (_tokens[1], token);
    }

    private void Remember(in NameToken token)
    {
        var isCapital = IsCapital(token);
        _hasCapitals |= isCapital;
        _sinceCapital = isCapital ? 0u : Math.Min(_sinceCapital + 1, FarBack);
    }

    private static bool IsCapital(in NameToken token) => token.Shape is NameShape.Capitalised or NameShape.Upper or NameShape.MixedCase;

    private void MarkPhrases(int at)
    {
        if (!MayBeginPhrase(_tokens[at].Shape) || _tokens[at + 1].Length == 0)
            return;
        var two = NameHash.Join(_tokens[at].Word, _tokens[at + 1].Word);
        MarkPhrase(lexicon[two], at, 2);
        if (_tokens[at + 2].Length > 0 && at + 2 < NameFeatures.Reach + Count + 2)
            MarkPhrase(lexicon[NameHash.Join(two, _tokens[at + 2].Word)], at, 3);
    }

    private void MarkPhrase(uint bits, int at, int length)
    {
        var mark = ((bits & (WordBits.Country | WordBits.City | WordBits.UsCity)) != 0 ? WordBits.PlacePhrase : 0)
            | ((bits & WordBits.Company) != 0 ? WordBits.OrgPhrase : 0);
        if (mark != 0)
            for (var i = at; i < at + length; i++)
                _tokens[i] = _tokens[i] with { Bits = _tokens[i].Bits | mark };
    }

    private static bool MayBeginPhrase(NameShape shape) => shape is NameShape.Capitalised or NameShape.Upper or NameShape.MixedCase or NameShape.Initial or NameShape.Dotted;

    /// <summary>Part of no name, whatever stands around it.</summary>
    private static bool IsPlain(in NameToken token) => token.Shape switch
    {
        NameShape.Lower or NameShape.Mark or NameShape.Stop => (token.Bits & WordBits.Plain) != 0,
        NameShape.Gap or NameShape.Handle or NameShape.Opaque => true,
        _ => false,
    };

    /// <summary>Begins no name.</summary>
    private static bool IsJoint(in NameToken token) => token.Shape switch
    {
        NameShape.Lower or NameShape.Mark or NameShape.Stop => (token.Bits & WordBits.Joint) != 0,
        NameShape.NewLine => true,
        _ => false,
    };
}
