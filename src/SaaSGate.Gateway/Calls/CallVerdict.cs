using SaaSGate.Gateway.Refusals;

namespace SaaSGate.Gateway.Calls;

/// <summary>What happens with a tool call of an answer: it passes (neither), waits, or ends the answer.</summary>
internal readonly record struct CallVerdict(HeldCall? Held = null, Refusal? Refusal = null);
