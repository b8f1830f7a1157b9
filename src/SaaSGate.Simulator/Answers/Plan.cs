using SaaSGate.Simulator.Wire;

namespace SaaSGate.Simulator.Answers;

/// <summary>What a request will get.</summary>
internal abstract record Plan
{
    /// <summary>A message.</summary>
    internal sealed record Message(Answer Answer, Delivery Delivery) : Plan;

    /// <summary>An error before anything else; only the first <paramref name="Times"/> times that the same request comes, when given.</summary>
    internal sealed record Fail(Failure Failure, int? Times, Plan Afterwards) : Plan;

    /// <summary>A recorded answer.</summary>
    internal sealed record Replay(string Id, int? Chunk) : Plan;
}
