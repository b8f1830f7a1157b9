using SaaSGate.Inspection;

namespace SaaSGate.Gateway.Requests;

/// <summary>Steps 3 and 4's result: the request, what was found in it, what policy decided, and the digest of what would be sent.</summary>
internal sealed record InspectedRequest(ReceivedRequest Request, RequestInspection Inspection, byte[] Digest)
{
    /// <summary>The body that goes to Claude: as it came, or with what was sealed for the skill restored.</summary>
    public ReadOnlyMemory<byte> UpstreamBody => BodyFor(Request, Inspection);

    /// <summary>See <see cref="UpstreamBody"/>.</summary>
    public static ReadOnlyMemory<byte> BodyFor(ReceivedRequest request, RequestInspection inspection) => inspection.RestoredBody ?? request.Body;
}
