using SaaSGate.Gateway.Refusals;

namespace SaaSGate.Gateway.Forwarding;

/// <summary>How an answer went.</summary>
/// <param name="Whole">Whether all of it went to the skill; otherwise, without a refusal, Claude broke off.</param>
/// <param name="Refusal">Why a rule or a reviewer kept the rest of it back.</param>
internal readonly record struct RelayEnd(bool Whole = false, Refusal? Refusal = null);
