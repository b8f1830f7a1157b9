namespace SaaSGate.Gateway.Exchanges;

/// <summary>What a lock ended.</summary>
/// <param name="Streams">Exchanges that were under way.</param>
/// <param name="Held">Requests and tool calls that waited for reviewers.</param>
internal readonly record struct CutCount(int Streams, int Held)
{
    public static CutCount operator +(CutCount one, CutCount other) => new(one.Streams + other.Streams, one.Held + other.Held);
}
