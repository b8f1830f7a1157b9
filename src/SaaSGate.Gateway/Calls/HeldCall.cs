using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Holds;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Gateway.Calls;

/// <summary>A tool call that waits for reviewers.</summary>
/// <param name="Ticket">Its wait.</param>
/// <param name="Digest">Of the call, by which its approval is used up.</param>
/// <param name="Rule">The rule that holds it.</param>
/// <param name="Since">When the wait began: a timestamp of the clock.</param>
/// <param name="Patience">How long this end waits at the most.</param>
/// <param name="Input">Its input, as the skill would get it.</param>
/// <param name="Shown">As it was recorded when it was held.</param>
/// <param name="Line">Where it stands in a batch's results; null where it is no batch's.</param>
/// <param name="New">What the skill uses with it for the first time.</param>
internal sealed record HeldCall(HoldTicket Ticket, byte[] Digest, string Rule, long Since, TimeSpan Patience, ReadOnlyMemory<byte> Input, CallWithheld Shown, ResultLine? Line, IReadOnlyList<UsedThing> New);
