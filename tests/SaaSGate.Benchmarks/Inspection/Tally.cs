namespace SaaSGate.Benchmarks.Inspection;

/// <summary>Hits, false hits and misses, added up over texts.</summary>
internal readonly record struct Tally(int Hits, int False, int Missed)
{
    /// <summary>Values that are there.</summary>
    public int Gold => Hits + Missed;

    /// <summary>Null where nothing was found.</summary>
    public double? Precision => Hits + False == 0 ? null : (double)Hits / (Hits + False);

    /// <summary>Null where nothing is there.</summary>
    public double? Recall => Gold == 0 ? null : (double)Hits / Gold;

    /// <summary>Null where nothing is there and nothing was found.</summary>
    public double? F1 => Hits + False + Missed == 0 ? null : 2.0 * Hits / ((2 * Hits) + False + Missed);

    public static Tally operator +(Tally one, Tally other) => new(one.Hits + other.Hits, one.False + other.False, one.Missed + other.Missed);

    public static Tally Sum(IEnumerable<Tally> tallies) => tallies.Aggregate(default(Tally), (sum, tally) => sum + tally);
}
