namespace SaaSGate.Gateway.Refusals;

/// <summary>The client hung up while bytes were on their way to it.</summary>
internal sealed class ClientGoneException() : OperationCanceledException("The client has gone.");
