namespace SaaSGate.Benchmarks.Names;

/// <summary>Chance that is the same in each run.</summary>
internal sealed class NameChance(ulong seed)
{
    private ulong _state = seed;

    public int Below(int count)
    {
        _state = (_state * 6364136223846793005) + 1442695040888963407;
        return (int)((_state >> 33) % (ulong)count);
    }

    /// <summary>True once in so many times.</summary>
    public bool One(int times) => Below(times) == 0;

    public T Of<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];
}
