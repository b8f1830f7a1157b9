using SaaSGate.Inspection.Masking;

namespace SaaSGate.Inspection.Streaming;

/// <summary>
/// Text that one content block gets piece by piece. What is appended is looked at as one text, however it was cut; pieces may
/// pass on as far as they are released.
/// </summary>
internal abstract class Channel(PartKind part, int index, string location, List<Finding> findings)
{
    private Edit? _growing;
    private int _start;

    public PartKind Part { get; } = part;

    /// <summary>What tells texts of <see cref="PartKind.Other"/> apart; null for other parts.</summary>
    public string? Name { get; init; }

    /// <summary>Index of the content block.</summary>
    public int Index { get; } = index;

    /// <summary>UTF-16 units appended so far.</summary>
    public int Length { get; protected set; }

    /// <summary>Everything before this unit is decided.</summary>
    public int Released { get; protected set; }

    /// <summary>What is replaced, in order.</summary>
    public List<Edit> Edits { get; } = [];

    /// <summary>Room for the next piece, of which <see cref="Append"/> then tells the length.</summary>
    public abstract Span<char> GetSpan(int length);

    /// <summary>Takes the piece that was written to <see cref="GetSpan"/>.</summary>
    public abstract void Append(int length);

    /// <summary>Looks at what was appended, and releases what is decided: once for many pieces costs much less than once for each.</summary>
    public abstract void Scan();

    /// <summary>Tells that nothing follows: everything is released.</summary>
    public abstract void Complete();

    /// <summary>Forgets replacements that lie before a unit, when all before it has passed.</summary>
    public void Forget(int unit)
    {
        var passed = 0;
        while (passed < Edits.Count && Edits[passed].Closed && Edits[passed].End <= unit)
            passed++;
        Edits.RemoveRange(0, passed);
    }

    /// <summary>Takes hits off a scanner and turns them into replacements and findings.</summary>
    /// <param name="scanner">The scanner.</param>
    /// <param name="mapped">Whether its units stand elsewhere in this channel's text.</param>
    protected void Collect(ValueScanner scanner, bool mapped)
    {
        var hits = scanner.Hits;
        if (hits.Count == 0)
            return;
        foreach (var hit in hits)
        {
            var edit = _growing ?? new Edit(mapped ? scanner.Position(hit.Start) : hit.Start, hit.Replacement, hit.Recorded);
            if (_growing is null && hit.Masked)
                Edits.Add(edit);
            edit.End = mapped ? scanner.Position(hit.End) : hit.End;
            edit.Closed = hit.Closed;
            _growing = hit.Closed ? null : edit;
            _start = hit.Continues ? _start : edit.Start;
            if (hit is { Closed: true, GoesOn: false })
                findings.Add(new Finding(hit.Kind.Type, hit.Kind.Detector, location, _start, edit.End, hit.Score, hit.Label, hit.Fingerprint, hit.Rule));
        }
        hits.RemoveAll(hit => hit.Closed);
    }
}
