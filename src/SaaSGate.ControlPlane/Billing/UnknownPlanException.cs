namespace SaaSGate.ControlPlane.Billing;

/// <summary>A subscription to something that is no plan: the operator made it by hand, or a plan was taken out of <c>plans.json</c>.</summary>
/// <param name="productId">What it is for.</param>
internal sealed class UnknownPlanException(string? productId) : Exception($"The product {productId} is none of the plans.");
