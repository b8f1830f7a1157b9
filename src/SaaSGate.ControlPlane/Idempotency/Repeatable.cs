using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SaaSGate.ControlPlane.Idempotency;

/// <summary>Marks endpoints whose POST may be sent again with its <c>Idempotency-Key</c>.</summary>
internal sealed class Repeatable
{
    private static readonly Repeatable s_mark = new();

    private Repeatable()
    {
    }

    public static RouteGroupBuilder MapGroup(IEndpointRouteBuilder routes) =>
        routes.MapGroup("/").AddEndpointFilter<RouteGroupBuilder, IdempotencyFilter>().WithMetadata(s_mark);
}
