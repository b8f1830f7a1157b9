using SaaSGate.Inspection;

namespace SaaSGate.Gateway.Requests;

/// <summary>Steps 3 and 4's result: the request, what was found in it, what policy decided, and the digest of what would be sent.</summary>
internal sealed record InspectedRequest(ReceivedRequest Request, RequestInspection Inspection, byte[] Digest);
