namespace SaaSGate.Benchmarks.Throughput;

/// <summary>What is measured under equal conditions: a workload over so many connections. Holds a sample of each door for each round.</summary>
internal sealed class Cell(Workload workload, int connections)
{
    private readonly Dictionary<Door, List<Sample>> _samples = [];

    public Workload Workload => workload;

    public int Connections => connections;

    public void Add(Door door, Sample sample)
    {
        if (!_samples.TryGetValue(door, out var samples))
            _samples[door] = samples = [];
        samples.Add(sample);
    }

    /// <summary>The median over rounds.</summary>
    public double? Median(Door door, Func<Sample, double?> figure) => Median(_samples[door].Select(figure));

    /// <summary>The median over rounds of what two doors make of the same round: what else the machine does falls on both alike. Null where they are one or the other is missing.</summary>
    public double? Median(Door door, Door? other, Func<Sample, Sample, double?> figure) =>
        other is null || other == door ? null : Median(_samples[door].Zip(_samples[other], figure));

    private static double? Median(IEnumerable<double?> values)
    {
        double[] sorted = [.. values.OfType<double>().Order()];
        return sorted.Length == 0 ? null : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
