namespace SaaSGate.ControlPlane.Scim;

/// <summary>Names of schemas and messages (RFC 7643, section 10.3; RFC 7644, section 8.2).</summary>
internal static class ScimUrns
{
    public const string User = "urn:ietf:params:scim:schemas:core:2.0:User", Group = "urn:ietf:params:scim:schemas:core:2.0:Group",
        EnterpriseUser = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", Schema = "urn:ietf:params:scim:schemas:core:2.0:Schema",
        ResourceType = "urn:ietf:params:scim:schemas:core:2.0:ResourceType", ServiceProviderConfig = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig",
        ListResponse = "urn:ietf:params:scim:api:messages:2.0:ListResponse", Error = "urn:ietf:params:scim:api:messages:2.0:Error",
        BulkResponse = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";
}
