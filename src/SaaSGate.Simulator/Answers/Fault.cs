using SaaSGate.Simulator.Wire;

namespace SaaSGate.Simulator.Answers;

/// <summary>What goes wrong in mid-stream.</summary>
/// <param name="After">Deltas sent before.</param>
/// <param name="Error">Sent as <c>event: error</c>; null cuts the connection.</param>
/// <param name="Reset">Cut by a TCP reset, which may lose bytes already sent, instead of by a close without the final chunk.</param>
internal sealed record Fault(int After, Failure? Error, bool Reset);
