"""The pages: what somebody sees at a desk, on the telephone, in the housing office and in the planning room."""
