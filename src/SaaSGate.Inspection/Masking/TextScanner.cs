using SaaSGate.Inspection.Detection;

namespace SaaSGate.Inspection.Masking;

/// <summary>
/// Runs the detectors of a plan over one text that arrives in pieces and decides which stretches are values.
/// <para>
/// A detector settles text as soon as nothing that follows could make a value begin there; what all have settled and no value
/// occupies is released. Values that overlap make one stretch, named by the highest rank among those that begin in its first
/// <see cref="Detector.LookAhead"/> units. Each of these verdicts depends on the text alone, never on the pieces.
/// </para>
/// </summary>
internal sealed class TextScanner
{
    private readonly MaskPlan _plan;
    private readonly Labeller _labeller;
    private readonly Detector[] _detectors;
    private readonly int[] _from;
    private readonly Candidate?[] _open;
    private readonly Candidate?[] _first, _last;
    private int _waiting;
    private Stretch? _stretch;
    private int _floor;
    private bool? _isJson;
    private ValuePlace _place;

    public TextScanner(MaskPlan plan, Labeller labeller)
    {
        (_plan, _labeller) = (plan, labeller);
        _detectors = Array.ConvertAll(plan.Detectors, detector => detector.ForText());
        _from = new int[plan.Detectors.Length];
        _open = new Candidate?[plan.Detectors.Length];
        _first = new Candidate?[plan.Detectors.Length];
        _last = new Candidate?[plan.Detectors.Length];
    }

    /// <summary>Everything before this index is decided: it lies in a hit, or is clean.</summary>
    public int Released { get; private set; }

    /// <summary>The first unit that a detector has still to look at, apart from what lies behind it. A long value may be released before all detectors have settled it.</summary>
    public int Needed { get; private set; }

    /// <summary>What was decided since <see cref="Reset"/>, in order; the last may still grow. The caller takes hits off when it is done with them.</summary>
    public List<Hit> Hits { get; } = [];

    /// <summary>Values of other types that lie under a hit, where the caller asks for them: rules count them all the same. The caller clears them.</summary>
    public List<Hit>? Covered { get; init; }

    /// <summary>Begins another text at index 0.</summary>
    public void Reset(ValuePlace place = ValuePlace.Text)
    {
        foreach (var detector in _detectors)
            detector.Reset();
        Array.Clear(_from);
        Array.Clear(_open);
        Array.Clear(_first);
        Array.Clear(_last);
        Hits.Clear();
        Covered?.Clear();
        (_stretch, _waiting, _floor, _isJson, _place, Released, Needed) = (null, 0, 0, null, place, 0, 0);
    }

    /// <summary>Looks at the text as far as it is there.</summary>
    /// <param name="window">Text from <paramref name="origin"/> to what came last; it begins at least <see cref="Detector.LookBehind"/> units before <see cref="Needed"/>, or where the text does.</param>
    /// <param name="origin">Index of the window's first unit; below 0 where words of context stand before the text.</param>
    /// <param name="final">Whether the text ends here.</param>
    public void Advance(ReadOnlySpan<char> window, int origin, bool final)
    {
        if (_isJson is null && origin <= 0)
            _isJson = JsonNumber.Begins(window[-origin..]);
        var settled = origin + window.Length;
        for (var i = 0; i < _from.Length; i++)
            settled = Math.Min(settled, Settle(i, window, origin, final));
        while (Resolve(settled, window, origin, final))
        {
        }
        Needed = Math.Min(settled, Released);
    }

    private int Settle(int index, ReadOnlySpan<char> window, int origin, bool final)
    {
        var detector = _detectors[index];
        while (true)
        {
            if (_open[index] is { } open)
            {
                var from = open.End - origin;
                var end = open.Tail!.Follow(window, from, final, ref open.TailState, out var ended);
                open.End = origin + (end > from && char.IsHighSurrogate(window[end - 1]) ? end - 1 : end);
                if (!ended)
                    return open.End;
                (open.Tail, _open[index], _from[index]) = (null, null, open.End);
            }
            if (!detector.TryFind(new TextView(window, final), _from[index] - origin, out var found, out var settled))
                return _from[index] = origin + settled;
            found = Whole(found, window);
            // A value that is longer than the look-ahead equals none that a rule could name.
            var treatment = found.Start < found.End ? _plan.Find(found.Kind.Type, found.Score) : null;
            // Most guesses are too weak for every rule: they cost nothing more, and nothing is kept of them.
            if (treatment is null && found.Tail is null)
            {
                _from[index] = origin + found.End;
                continue;
            }
            var value = treatment is null ? "" : detector.Normalise(found.Kind, window[found.Start..Math.Min(found.End, found.Start + Detector.LookAhead)]);
            if (treatment is not null && found.Tail is null)
                treatment = _plan.Find(found.Kind, found.Score, value);
            var candidate = new Candidate
            {
                Treatment = treatment.GetValueOrDefault(),
                Kind = found.Kind,
                Start = origin + found.Start,
                End = origin + found.End,
                Score = found.Score,
                Value = value,
                Written = treatment is { Operator: MaskOperator.Partial or MaskOperator.Keep } && found.Tail is null ? window[found.Start..found.End].ToString() : null,
                Tail = found.Tail,
                TailState = found.TailState,
            };
            // Too weak a guess, or one that is excepted, stands for nothing; its detector goes on behind it as ever, so that no verdict hangs on another rule.
            if (treatment is not null)
                Add(index, candidate);
            if (found.Tail is null)
                _from[index] = candidate.End;
            else
                _open[index] = candidate;
        }
    }

    /// <summary>
    /// A value without the half characters at its edges, whatever its detector says: none of them can be replaced in UTF-8. What
    /// stands behind is not asked: it may not have come yet.
    /// </summary>
    private static DetectedValue Whole(DetectedValue found, ReadOnlySpan<char> window)
    {
        var (start, end) = (found.Start, found.End);
        if (start > 0 && char.IsLowSurrogate(window[start]) && char.IsHighSurrogate(window[start - 1]))
            start++;
        if (found.Tail is null && char.IsHighSurrogate(window[end - 1]))
            (start, end) = start < end - 1 ? (start, end - 1) : (end, end);
        return found with { Start = start, End = end };
    }

    /// <summary>Values of one detector come in order and do not overlap, so each has a line of its own: however many wait, none costs more than another.</summary>
    private void Add(int index, Candidate candidate)
    {
        if (_last[index] is { } last)
            last.Next = candidate;
        else
            _first[index] = candidate;
        _last[index] = candidate;
        _waiting++;
    }

    /// <summary>The detector whose value is the first of all that wait and begin before an index; -1 where none does.</summary>
    private int Earliest(int before)
    {
        var earliest = -1;
        for (var i = 0; _waiting > 0 && i < _first.Length; i++)
            if (_first[i]?.Start < before)
                (earliest, before) = (i, _first[i]!.Start);
        return earliest;
    }

    private Candidate Take(int index)
    {
        var taken = _first[index]!;
        (_first[index], taken.Next) = (taken.Next, null);
        if (_first[index] is null)
            _last[index] = null;
        _waiting--;
        return taken;
    }

    /// <summary>Takes one step; false when nothing more can be decided.</summary>
    private bool Resolve(int settled, ReadOnlySpan<char> window, int origin, bool final)
    {
        if (_stretch is null)
        {
            var next = Earliest(settled);
            // Of one that goes on it is not known yet whether anything stands behind what is decided.
            if (next < 0 || (_first[next]!.End <= _floor && _first[next]!.Tail is not null))
            {
                Released = Math.Max(settled, _floor);
                return false;
            }
            var first = Take(next);
            if (first.End > _floor)
                _stretch = new Stretch(first, Math.Max(first.Start, _floor));
            else
                Cover(first);
            return true;
        }
        if (_stretch.Hit is null)
        {
            while (Earliest(Math.Min(settled, _stretch.Limit)) is >= 0 and var next)
                _stretch.Absorb(Take(next));
            if (settled < _stretch.Limit)
            {
                Released = _stretch.Start;
                return false;
            }
            // The unit behind digits tells whether they are a number of JSON.
            if (!final && _isJson == true && _place == ValuePlace.Text && !_stretch.IsOpen && _stretch.End == origin + window.Length)
            {
                Released = _stretch.Start;
                return false;
            }
            Decide(_stretch, window, origin);
        }
        (_floor, var isOver) = _stretch.Winner.Treatment.Masked ? (_stretch.End, !_stretch.IsOpen) : Told(_stretch, settled);
        if (_stretch.IsSealed)
            Seal(_stretch, window, origin);
        else
            _stretch.Hit!.End = Released = _floor;
        for (var i = 0; _waiting > 0 && i < _first.Length; i++)
            while (_first[i] is { Tail: null } candidate && candidate.End <= _floor)
                Cover(Take(i));
        if (!isOver)
            return false;
        _stretch.Hit!.Closed = true;
        _stretch = null;
        return true;
    }

    /// <summary>What is only told hides nothing: it ends where a value begins that is masked, and grows only as far as none can begin.</summary>
    private (int End, bool IsOver) Told(Stretch stretch, int settled)
    {
        var (end, isOver) = stretch.End <= settled ? (stretch.End, !stretch.IsOpen) : (settled, false);
        foreach (var first in _first)
            for (var candidate = first; candidate?.Start < end; candidate = candidate.Next)
                if (candidate.Treatment.Masked)
                    (end, isOver) = (candidate.Start, true);
        return (end, isOver);
    }

    private void Decide(Stretch stretch, ReadOnlySpan<char> window, int origin)
    {
        var winner = stretch.Winner;
        var type = winner.Kind.Type;
        var treatment = winner.Treatment;
        var isNumber = _place == ValuePlace.Text && _isJson == true && JsonNumber.Stands(window, stretch.Start - origin, stretch.End - origin);
        var place = isNumber ? ValuePlace.Number : _place;
        var operation = Substitutes.Possible(treatment.Operator, place);
        var label = _labeller.Label(type, winner.Value);
        stretch.IsSealed = operation == MaskOperator.Seal && treatment.Masked;
        stretch.Hit = new Hit
        {
            Kind = winner.Kind,
            Score = winner.Score,
            Label = label,
            Replacement = Substitutes.For(operation, place, type, label, winner.Written),
            Recorded = place == ValuePlace.Number ? JsonNumber.Masked : label,
            Fingerprint = _labeller.Fingerprint(type, winner.Value),
            Rule = treatment.Rule,
            Masked = treatment.Masked,
            Start = stretch.Start,
            End = stretch.End,
        };
        if (!stretch.IsSealed)
            Hits.Add(stretch.Hit);
        if (Covered is not null)
            foreach (var member in stretch.Members)
                if (member.Kind.Type != type)
                    Cover(member);
    }

    private void Cover(Candidate candidate) => Covered?.Add(new Hit
    {
        Kind = candidate.Kind,
        Score = candidate.Score,
        Label = _labeller.Label(candidate.Kind.Type, candidate.Value),
        Replacement = "",
        Recorded = "",
        Fingerprint = _labeller.Fingerprint(candidate.Kind.Type, candidate.Value),
        Rule = candidate.Treatment.Rule,
        Masked = false,
        Start = candidate.Start,
        End = candidate.End,
        Closed = true,
    });

    /// <summary>Seals what is there of a value, in pieces whose ends depend on its start alone; the last waits for the value's end.</summary>
    private void Seal(Stretch stretch, ReadOnlySpan<char> window, int origin)
    {
        while (true)
        {
            var piece = stretch.Hit!;
            Released = piece.Start;
            var isLast = stretch.End - piece.Start <= Sealer.PieceUnits;
            if (isLast && stretch.IsOpen)
                return;
            var end = isLast ? stretch.End : piece.Start + Sealer.PieceUnits;
            if (!isLast && char.IsHighSurrogate(window[end - 1 - origin]))
                end--;
            var text = window[(piece.Start - origin)..(end - origin)].ToString();
            Hits.Add(piece with
            {
                Replacement = _labeller.Seal(piece.Kind.Type, stretch.Winner.Value, text, piece.Continues),
                Recorded = piece.Continues ? "" : piece.Recorded,
                End = end,
                Closed = true,
                GoesOn = !isLast,
            });
            Released = end;
            if (isLast)
                return;
            stretch.Hit = piece with { Start = end, Continues = true };
        }
    }

    private sealed class Candidate
    {
        public required MaskPlan.Treatment Treatment { get; init; }

        public required ValueKind Kind { get; init; }

        public required int Start { get; init; }

        public required int End { get; set; }

        public required double Score { get; init; }

        public required string Value { get; init; }

        /// <summary>The value as it stands in the text, where some of it will be shown.</summary>
        public string? Written { get; init; }

        /// <summary>The next of its detector's that waits.</summary>
        public Candidate? Next { get; set; }

        /// <summary>Set while the value may go on.</summary>
        public Tail? Tail { get; set; }

        public int TailState;
    }

    private sealed class Stretch(Candidate first, int start)
    {
        private readonly List<Candidate> _members = [first];

        public IReadOnlyList<Candidate> Members => _members;

        public int Start { get; } = start;

        public Candidate Winner { get; private set; } = first;

        /// <summary>What was decided; of a sealed value, the piece that is next.</summary>
        public Hit? Hit { get; set; }

        public bool IsSealed { get; set; }

        public bool IsOpen => _members.Exists(member => member.Tail is not null);

        public int End => _members.Max(member => member.End);

        /// <summary>Values that begin before this index belong to the stretch.</summary>
        public int Limit => IsOpen ? Start + Detector.LookAhead : Math.Min(End, Start + Detector.LookAhead);

        public void Absorb(Candidate candidate)
        {
            _members.Add(candidate);
            var order = Order(candidate).CompareTo(Order(Winner));
            // Two that begin together come in the order that the text was cut to: their names decide.
            if (order > 0 || (order == 0 && candidate.Start == Winner.Start && string.CompareOrdinal(candidate.Kind.Detector, Winner.Kind.Detector) < 0))
                Winner = candidate;
        }

        private static (bool Masked, int Rank) Order(Candidate candidate) => (candidate.Treatment.Masked, candidate.Kind.Rank);
    }
}
