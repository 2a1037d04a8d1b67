"""What programs can ask and send: `/api/v1/`. Its routes call the actions and the `visible_to` of the rooms, as the pages do."""
