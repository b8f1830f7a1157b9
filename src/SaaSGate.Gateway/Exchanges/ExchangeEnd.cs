using SaaSGate.Gateway.Requests;

namespace SaaSGate.Gateway.Exchanges;

/// <summary>How an exchange ended, as its last record says it.</summary>
/// <param name="Outcome">completed, refused, blocked, denied, expired, cut, client_gone, upstream_error or upstream_truncated.</param>
/// <param name="Problem">Code of the problem table, where it did not complete.</param>
/// <param name="Edited">What a reviewer made of its request: the next exchange.</param>
internal readonly record struct ExchangeEnd(string Outcome, string Problem, InspectedRequest? Edited = null);
