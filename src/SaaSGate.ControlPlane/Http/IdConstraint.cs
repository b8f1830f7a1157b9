using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;

namespace SaaSGate.ControlPlane.Http;

/// <summary>Keeps text that is no id of this kind out of a route: such a path names nothing, so it is not found.</summary>
internal sealed class IdConstraint<TKind> : IRouteConstraint
    where TKind : struct, IIdKind
{
    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        values[routeKey] is string text && Id<TKind>.TryParse(text, out _);
}
