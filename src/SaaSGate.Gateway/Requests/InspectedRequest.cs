using SaaSGate.Inspection;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Gateway.Requests;

/// <summary>Steps 3 and 4's result: the request, what was found in it, what policy decided, and the digest of what would be sent.</summary>
/// <param name="Request">As it came.</param>
/// <param name="Inspection">Of its body, or of what a reviewer made of that.</param>
/// <param name="Body">What was inspected.</param>
/// <param name="Digest">HMAC over what would be sent.</param>
internal sealed record InspectedRequest(ReceivedRequest Request, RequestInspection Inspection, ReadOnlyMemory<byte> Body, byte[] Digest)
{
    /// <summary>What policy decides: of a request that a reviewer changed, at the least that it is held again.</summary>
    public PolicyDecision Decision { get; init; } = Inspection.Decision;

    /// <summary>The approval whose request a reviewer changed into this one; empty for one as it came.</summary>
    public string EditOf { get; init; } = "";

    /// <summary>The body that goes to Claude: as it was inspected, or with what was sealed for the skill restored.</summary>
    public ReadOnlyMemory<byte> UpstreamBody => Inspection.RestoredBody ?? Body;

    /// <summary>Inspects a body of a request, and puts the digest to what is found.</summary>
    public static InspectedRequest Of(ReceivedRequest request, ReadOnlyMemory<byte> body, TimeProvider clock)
    {
        var skill = request.Skill.Entry;
        var inspection = request.Family is { } family ? skill.Inspect(body, family, clock) : new RequestInspection();
        return new(request, inspection, body, RequestDigest.Compute(request, (inspection.RestoredBody ?? body).Span));
    }
}
