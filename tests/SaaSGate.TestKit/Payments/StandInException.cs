namespace SaaSGate.TestKit.Payments;

/// <summary>What Stripe would refuse.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="message">In words.</param>
internal sealed class StandInException(int status, string message) : Exception(message)
{
    public int Status => status;
}
