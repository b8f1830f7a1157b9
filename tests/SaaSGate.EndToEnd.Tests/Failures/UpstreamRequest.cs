namespace SaaSGate.EndToEnd.Tests.Failures;

/// <summary>A request that reached the simulator.</summary>
/// <param name="Sequence">Its place in the order of arrival.</param>
/// <param name="Sha256">Of its body, in lower-case hexadecimal.</param>
/// <param name="RequestId">The <c>request-id</c> that its answer carries.</param>
/// <param name="State">open, answered or abandoned.</param>
/// <param name="At">When its last byte had been read.</param>
internal sealed record UpstreamRequest(long Sequence, string Sha256, string RequestId, string State, DateTimeOffset At);
