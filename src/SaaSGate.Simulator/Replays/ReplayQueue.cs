using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace SaaSGate.Simulator.Replays;

/// <summary>Answers that the next requests get, first in, first out, whatever they ask.</summary>
internal sealed class ReplayQueue
{
    private readonly ConcurrentQueue<ReplayedAnswer> _waiting = new();

    public void Add(ReplayedAnswer answer) => _waiting.Enqueue(answer);

    public bool TryTake([NotNullWhen(true)] out ReplayedAnswer? answer) => _waiting.TryDequeue(out answer);
}
